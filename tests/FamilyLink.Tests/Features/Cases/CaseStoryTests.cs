using System.Net;
using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>A case is read as one story: what staff did, what went out and came of it, when people wrote.</summary>
public sealed class CaseStoryTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task WhatHappened_IsToldInOneList_TheNewestFirst_AndHoldsNobodysWords(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, worker) = (await CaseAsync(host), await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        host.Clock.Forward(TimeSpan.FromHours(1));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        await host.SmsAsync(FamilyLinkHost.Mother, "ຂ້ອຍຄິດຮອດລູກຫຼາຍ");
        host.Clock.Forward(TimeSpan.FromHours(1));
        var mother = await host.ContactAsync("FL-0001");
        await worker.SendAsync($"/contacts/{mother}?caseId={id}", "Role", ("role", nameof(CheckedRole.NotSafe)));

        var page = await worker.ReadAsync($"/cases/{id}/story");
        var order = (string[])["Their role was checked", "They wrote or called", "A notice was told", "SMS: sent"];
        Assert.All(order, words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.True(page.IndexOf(order[0], StringComparison.Ordinal) < page.IndexOf(order[1], StringComparison.Ordinal), "The newest is not first.");
        Assert.True(page.IndexOf(order[1], StringComparison.Ordinal) < page.IndexOf(order[3], StringComparison.Ordinal), "What was sent before they wrote does not come after it.");
        Assert.DoesNotContain("ຄິດຮອດ", page, StringComparison.Ordinal);
        Assert.DoesNotContain(FamilyLinkHost.MothersCode, page, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_TheStory_IsForTheAgencyWhoseCaseItIs(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var id = await CaseAsync(host);
        Assert.Equal(HttpStatusCode.NotFound, await (await ConsoleBrowser.SignInAsync(host, "district@demo.local")).StatusAsync($"/cases/{id}/story"));
        Assert.Equal(HttpStatusCode.OK, await (await ConsoleBrowser.SignInAsync(host, "approver@demo.local")).StatusAsync($"/cases/{id}/story"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ALongStory_HasPages_ThatLeaveNothingOut(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (id, worker) = (await CaseAsync(host), await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));
        var mother = await host.ContactAsync("FL-0001");
        for (var times = 0; times < 70; times++)
        {
            host.Clock.Forward(TimeSpan.FromMinutes(1));
            await worker.SendAsync($"/contacts/{mother}?caseId={id}", "Role", ("role", nameof(CheckedRole.Safe)));
        }

        var (checks, pages) = (0, new List<string>());
        for (var next = $"/cases/{id}/story"; next is not null;)
        {
            Assert.DoesNotContain(next, pages);
            pages.Add(next);
            var page = await worker.ReadAsync(next);
            checks += page.Split("Their role was checked").Length - 1;
            next = System.Text.RegularExpressions.Regex.Match(page, $"href=\"(/cases/{id}/story\\?before=[^\"]+)") is { Success: true } link ? link.Groups[1].Value : null;
        }

        Assert.True(checks >= 70, $"{checks} of 70");
        Assert.Equal(HttpStatusCode.OK, await worker.StatusAsync($"/cases/{id}/story?before=yesterday"));
    }

    private static Task<Guid> CaseAsync(FamilyLinkHost host) => host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
}
