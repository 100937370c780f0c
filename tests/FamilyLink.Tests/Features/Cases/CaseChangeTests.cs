using System.Net;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Security;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>A case is closed and opened again, renamed and handed over: only by its own agency, only by somebody who says they are sure, and on record.</summary>
public sealed class CaseChangeTests
{
    private const string Worker = "caseworker@demo.local";
    private static readonly (string Name, string Value) Sure = ("Sure", "true");

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Case_IsClosedWithAReason_AndOpenedAgain(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, web) = (await CaseAsync(host), await ConsoleSession.SignInAsync(host, Worker));
        var page = await web.PressedAsync($"/cases/{id}/change", "Close", Sure, ("reason", "came-home"));
        Assert.Contains("came home", page, StringComparison.Ordinal);
        Assert.DoesNotContain("FL-0001</a>", await web.OpenAsync("/cases"), StringComparison.Ordinal);
        Assert.Contains("FL-0001</a>", await web.OpenAsync("/cases?closed=true"), StringComparison.Ordinal);
        Assert.Contains("closed already", await web.PressedAsync($"/cases/{id}/change", "Close", Sure, ("reason", "mistake")), StringComparison.Ordinal);

        Assert.DoesNotContain("came home", await web.PressedAsync($"/cases/{id}/change", "Reopen", Sure), StringComparison.Ordinal);
        Assert.Contains("FL-0001</a>", await web.OpenAsync("/cases"), StringComparison.Ordinal);
        Assert.Contains("open already", await web.PressedAsync($"/cases/{id}/change", "Reopen", Sure), StringComparison.Ordinal);
        Assert.Equal(["case.closed came-home", "case.reopened "], await TrailAsync(host, id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S1_ClosedCase_IsToldToNobody(bool close)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (id, notice) = (await CaseAsync(host), await host.NoticeAsync("FL-0001"));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        if (close)
        {
            var web = await ConsoleSession.SignInAsync(host, Worker);
            await web.PressedAsync($"/cases/{id}/change", "Close", Sure, ("reason", "asked-for"));
        }

        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        Assert.Equal(!close, await host.DbAsync(db => db.Set<Notice>().Where(n => n.Id == notice).Select(n => n.PartsTold > 0).SingleAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_ClosedAndOpenedAgain_WhatWasApprovedBefore_IsTakenBack(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, notice) = (await CaseAsync(host), await host.NoticeAsync("FL-0001"));
        var web = await ConsoleSession.SignInAsync(host, Worker);
        await web.PressedAsync($"/cases/{id}/change", "Close", Sure, ("reason", "mistake"));
        await web.PressedAsync($"/cases/{id}/change", "Reopen", Sure);

        Assert.Equal(NoticeState.Withdrawn, await host.DbAsync(db => db.Set<Notice>().Where(n => n.Id == notice).Select(n => n.State).SingleAsync()));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.False(await host.DbAsync(db => db.OutboundMessages.AnyAsync(m => m.CauseId == notice && (m.State == OutboundState.Waiting || m.State == OutboundState.Sent))));
        Assert.Contains("withdrawn", await web.OpenAsync("/notices"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormThatNoPageKnows_IsNoPage()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (id, web) = (await CaseAsync(host), await ConsoleSession.SignInAsync(host, Worker));
        var answer = await web.PressElsewhereAsync($"/cases/{id}/change", $"/cases/{id}?handler=NoSuchThing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S20_Name_IsChanged_AndTheOldOneIsKeptNowhere(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, web) = (await CaseAsync(host), await ConsoleSession.SignInAsync(host, Worker));
        var before = await host.DbAsync(db => db.Cases.AsNoTracking().SingleAsync(c => c.Id == id));
        var page = await web.PressedAsync($"/cases/{id}/change", "Name", Sure, ("name", "  ນາງ ທົດສອບ "));
        Assert.Contains("<b>ນາງ ທົດສອບ</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Demo person FL-0001", page, StringComparison.Ordinal);
        var after = await host.DbAsync(db => db.Cases.AsNoTracking().SingleAsync(c => c.Id == id));
        Assert.NotEqual(before.Name.Bytes, after.Name.Bytes);
        Assert.Equal(before.Version + 1, after.Version);
        Assert.Equal("ນາງ ທົດສອບ", host.Service<FieldEncryptor>().Decrypt(after.PersonKeyId, "case.name", after.Name));
        Assert.Equal(["case.renamed "], await TrailAsync(host, id));

        Assert.Contains("Write what the person is called", await web.PressedAsync($"/cases/{id}/change", "Name", Sure, ("name", " ")), StringComparison.Ordinal);
        Assert.Contains("at most 100 letters", await web.PressedAsync($"/cases/{id}/change", "Name", Sure, ("name", new string('x', 101))), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_Case_IsHandedOver_ToACaseworkerOfTheSameAgencyAlone(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, web) = (await CaseAsync(host), await ConsoleSession.SignInAsync(host, Worker));
        Assert.Contains("No other caseworker of your agency", await web.OpenAsync($"/cases/{id}/change"), StringComparison.Ordinal);
        var colleague = await ColleagueAsync(host, "colleague@demo.local");
        var off = await ColleagueAsync(host, "off@demo.local", m => m.LockoutEnd = DateTimeOffset.MaxValue);
        var unconfirmed = await ColleagueAsync(host, "new@demo.local", m => m.ProposedBy = m.Id);
        foreach (var nobody in (Guid[])[off, unconfirmed, await host.StaffAsync("approver@demo.local"), await host.StaffAsync("district@demo.local"), Guid.NewGuid()])
        {
            Assert.Contains("Choose a colleague of your agency", await web.PressedAsync($"/cases/{id}/change", "HandOver", Sure, ("to", nobody.ToString())), StringComparison.Ordinal);
        }

        Assert.Contains("Looked after by colleague@demo.local", await web.PressedAsync($"/cases/{id}/change", "HandOver", Sure, ("to", colleague.ToString())), StringComparison.Ordinal);
        Assert.DoesNotContain("FL-0001</a>", await web.OpenAsync("/cases?mine=true"), StringComparison.Ordinal);
        var other = await ConsoleSession.SignInAsync(host, "colleague@demo.local");
        Assert.Contains("FL-0001</a>", await other.OpenAsync("/cases?mine=true"), StringComparison.Ordinal);
        Assert.Equal([$"case.caseworker-changed staff:{colleague:N}"], await TrailAsync(host, id));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_Change_IsRefused_ForOtherAgencies_ApproversAndWhoeverIsNotSure(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var id = await CaseAsync(host);
        var district = await host.DbAsync(db => db.Agencies.Where(a => a.Name == "Demo district office").Select(a => a.Id).SingleAsync());
        await host.SaveAsync(async db => db.CaseShares.Add(new CaseShare { CaseId = id, AgencyId = district, SharedAt = host.Now, SharedBy = await host.StaffAsync(Worker), Until = host.Now.AddDays(30) }));
        var web = await ConsoleSession.SignInAsync(host, Worker);
        var theirs = await ConsoleSession.SignInAsync(host, "district@demo.local");
        var approver = await ConsoleSession.SignInAsync(host, "approver@demo.local");
        Assert.Equal(HttpStatusCode.OK, await theirs.StatusOfAsync($"/cases/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await theirs.StatusOfAsync($"/cases/{id}/change"));
        foreach (var (handler, field, value) in ((string, string, string)[])[("Close", "reason", "mistake"), ("Name", "name", "x"), ("HandOver", "to", Guid.NewGuid().ToString()), ("Reopen", "x", "y")])
        {
            Assert.Contains("Tick the box", await web.PressedAsync($"/cases/{id}/change", handler, (field, value)), StringComparison.Ordinal);
            using var foreign = await theirs.PressElsewhereAsync($"/cases/{id}", $"/cases/{id}/change?handler={handler}", Sure, (field, value));
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
            using var refused = await approver.PressAsync($"/cases/{id}/change", handler, Sure, (field, value));
            Assert.Contains("denied", refused.Headers.Location?.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("Choose a reason", await web.PressedAsync($"/cases/{id}/change", "Close", Sure, ("reason", "because")), StringComparison.Ordinal);
        Assert.Empty(await TrailAsync(host, id));
    }

    [Fact]
    public async Task S22_ErasedPerson_GetsNoNameAndIsNotOpenedAgain()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var id = await CaseAsync(host);
        await host.SaveAsync(async db =>
        {
            var about = await db.Cases.SingleAsync(c => c.Id == id);
            about.ClosedAt = host.Now;
            var key = await db.PersonKeys.SingleAsync(k => k.Id == about.PersonKeyId);
            (key.ErasedAt, key.Wrapped) = (host.Now, []);
            host.Service<FieldEncryptor>().Forget(key.Id);
        });
        var web = await ConsoleSession.SignInAsync(host, Worker);
        Assert.Contains("This person is erased", await web.PressedAsync($"/cases/{id}/change", "Name", Sure, ("name", "x")), StringComparison.Ordinal);
        Assert.Contains("This person is erased", await web.PressedAsync($"/cases/{id}/change", "Reopen", Sure), StringComparison.Ordinal);
    }

    private static Task<Guid> CaseAsync(FamilyLinkHost host) => host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());

    private static Task<List<string>> TrailAsync(FamilyLinkHost host, Guid id) => host.DbAsync(async db =>
        (await db.AuditEntries.Where(e => e.Subject == $"case:{id:N}" && e.Action != "case.read" && e.Action.StartsWith("case.")).OrderBy(e => e.Sequence).ToListAsync()).ConvertAll(e => $"{e.Action} {e.Detail}"));

    private static async Task<Guid> ColleagueAsync(FamilyLinkHost host, string email, Action<StaffMember>? change = null)
    {
        var id = Guid.CreateVersion7();
        await host.SaveAsync(async db =>
        {
            var worker = await db.Users.AsNoTracking().SingleAsync(u => u.Email == Worker);
            var member = new StaffMember
            {
                Id = id,
                UserName = email,
                NormalizedUserName = email.ToUpperInvariant(),
                Email = email,
                NormalizedEmail = email.ToUpperInvariant(),
                EmailConfirmed = true,
                DisplayName = email,
                AgencyId = worker.AgencyId,
                PasswordHash = worker.PasswordHash,
                SecurityStamp = Guid.NewGuid().ToString(),
            };
            change?.Invoke(member);
            db.Users.Add(member);
            db.UserRoles.Add(new IdentityUserRole<Guid> { UserId = id, RoleId = await db.Roles.Where(r => r.Name == StaffRoles.Caseworker).Select(r => r.Id).SingleAsync() });
        });
        return id;
    }
}
