using FamilyLink.Data.Court;
using FamilyLink.Data.Demo;
using FamilyLink.Data.People;
using FamilyLink.Tests.Features.Court;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>What an agency may do in a case that is shared with it: add and forbid, never allow more than the agency of the case has, and nothing once the share is over.</summary>
public sealed class GuestAgencyTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_S2_S7_AGuest_MayForbid_AndAllowsNothing(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (contact, caseId) = await SharedAsync(host);
        await host.SaveAsync(async db =>
        {
            var mother = await db.Contacts.SingleAsync(c => c.Id == contact);
            (mother.HeldForDuressAt, mother.OptedOutAt) = (host.Now, host.Now.AddDays(-1));
            await db.ContactAddresses.Where(a => a.ContactId == contact).ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AddressState.Quarantined));
        });
        var guest = await ConsoleBrowser.SignInAsync(host, "district@demo.local");
        var page = $"/contacts/{contact}?caseId={caseId}";
        var address = (await host.DbAsync(db => db.ContactAddresses.Where(a => a.ContactId == contact && a.IsTelephone).Select(a => a.Id).FirstAsync())).ToString();
        var policies = await host.DbAsync(db => db.SafeContactPolicies.CountAsync(p => p.ContactId == contact));

        Assert.Contains("Only the agency that put this person on file", await guest.SendAsync(page, "LiftHold"), StringComparison.Ordinal);
        Assert.Contains("Only the agency that put this person on file", await guest.SendAsync(page, "Reopen"), StringComparison.Ordinal);
        Assert.Contains("Only the agency that put this person on file", await guest.SendAsync(page, "ConfirmNumber", ("addressId", address)), StringComparison.Ordinal);
        Assert.Contains("Only the agency that put this person on file", await guest.SendAsync(page, "Policy", ("Policy_.Key", Guid.CreateVersion7().ToString()), ("Policy_.Sms", "true")), StringComparison.Ordinal);
        Assert.Contains("You can say that somebody is not", await guest.SendAsync(page, "Role", ("role", "Safe")), StringComparison.Ordinal);
        foreach (var voice in (string[])["Subject", "Caregiver", "Contact"])
        {
            Assert.Contains("You can write down a no", await guest.SendAsync(page, "Consent", Consent(voice, "Given")), StringComparison.Ordinal);
        }

        Assert.Contains("You can write down a no", await guest.SendAsync($"/court/hearers/{caseId}", "Yes", ("contactId", contact.ToString())), StringComparison.Ordinal);
        var stands = await host.DbAsync(db => db.Contacts.AsNoTracking().SingleAsync(c => c.Id == contact));
        Assert.True(stands.HeldForDuressAt is not null && stands.OptedOutAt is not null);
        Assert.Equal(policies, await host.DbAsync(db => db.SafeContactPolicies.CountAsync(p => p.ContactId == contact)));
        Assert.False(await host.DbAsync(db => db.ContactAddresses.AnyAsync(a => a.ContactId == contact && a.State == AddressState.Active)));

        await guest.SendAsync(page, "Role", ("role", "NotSafe"));
        Assert.Equal(CheckedRole.NotSafe, await host.DbAsync(db => db.CaseContacts.Where(l => l.CaseId == caseId && l.ContactId == contact).Select(l => l.Role).SingleAsync()));
        Assert.Contains("The decision is written down", await guest.SendAsync(page, "Consent", Consent("Subject", "Refused")), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_GuestsAlone_ApproveNothing_AndTheirApprovalEndsWithTheShare(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (_, caseId) = await SharedAsync(host);
        var guests = await host.DbAsync(db => db.Agencies.Where(a => a.Name == DemoPeople.OtherAgency).Select(a => a.Id).SingleAsync());
        Task MoveAsync(string email, Guid? agency) => host.DbAsync(db => db.Users.Where(u => u.Email == email).ExecuteUpdateAsync(u => u.SetProperty(x => x.AgencyId, agency)));
        var own = await host.DbAsync(db => db.Users.Where(u => u.Email == "second@demo.local").Select(u => u.AgencyId).SingleAsync());
        async Task<string?> CodeAsync()
        {
            host.Clock.Forward(TimeSpan.FromMinutes(31));
            await host.SmsAsync(FamilyLinkHost.Mother, "1");
            return await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        }

        await MoveAsync("approver@demo.local", guests);
        await MoveAsync("second@demo.local", guests);
        Assert.DoesNotContain(CaredFor, await CodeAsync(), StringComparison.Ordinal);
        Assert.Contains("must be of the agency of the case", await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).ReadAsync($"/notices/{await host.NoticeAsync("FL-0001")}"), StringComparison.Ordinal);

        await MoveAsync("second@demo.local", own);
        Assert.Contains(CaredFor, await CodeAsync(), StringComparison.Ordinal);

        await host.DbAsync(db => db.CaseShares.Where(s => s.CaseId == caseId).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, host.Now)));
        var next = await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain("ຜິດ", next, StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await CodeAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_AGuest_HoldsBack_AndLetsNothingGo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await SharedAsync(host);
        var page = $"/notices/{await host.NoticeAsync("FL-0001")}";
        var guest = await ConsoleBrowser.SignInAsync(host, "district@demo.local");
        Assert.Contains("It is held back", await guest.SendAsync(page, "Hold"), StringComparison.Ordinal);
        Assert.Contains("Only the agency of the case lets it go again", await guest.SendAsync(page, "Release"), StringComparison.Ordinal);
        Assert.Contains("It may be told again", await (await ConsoleBrowser.SignInAsync(host, "approver@demo.local")).SendAsync(page, "Release"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_AGuest_AddsToTheCourtRecord_AndTakesNothingBack(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (entry, caseId) = ((await host.KnownAsync("FL-0004", CourtStage.Court, CourtOutcome.Convicted)).Id, await host.CaseIdAsync("FL-0004"));
        await ShareAsync(host, caseId);
        var guest = await ConsoleBrowser.SignInAsync(host, "district@demo.local");
        Assert.Contains("You can add a line", await guest.SendAsync($"/court/record/{caseId}", "TakeBack", ("entryId", entry.ToString()), ("reason", "a mistake of the clerk"), ("Line.Source", "the judgment"), ("Line.When", "2026")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<CourtEntry>().AnyAsync(e => e.Replaces == entry)));
    }

    private static async Task<(Guid Contact, Guid CaseId)> SharedAsync(FamilyLinkHost host)
    {
        var contact = await host.ContactAsync("FL-0001");
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        await ShareAsync(host, caseId);
        return (contact, caseId);
    }

    private static Task ShareAsync(FamilyLinkHost host, Guid caseId) => host.SaveAsync(async db =>
    {
        var other = await db.Agencies.Where(a => a.Name == DemoPeople.OtherAgency).Select(a => a.Id).SingleAsync();
        var by = await db.Users.Where(u => u.Email == "caseworker@demo.local").Select(u => u.Id).SingleAsync();
        db.CaseShares.Add(new CaseShare { CaseId = caseId, AgencyId = other, SharedAt = host.Now, SharedBy = by, Until = host.Now.AddDays(60) });
    });

    private static (string Name, string Value)[] Consent(string voice, string decision) =>
    [
        ("Consent_.Key", Guid.CreateVersion7().ToString()),
        ("Consent_.Purpose", "NewsOfRelative"),
        ("Consent_.Voice", voice),
        ("Consent_.Kind", "Assent"),
        ("Consent_.Decision", decision),
        ("Consent_.Language", "lo"),
        ("Consent_.Wording", "2026-1"),
        ("Consent_.Months", "12"),
    ];
}
