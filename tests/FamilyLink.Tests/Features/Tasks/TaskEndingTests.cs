using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Tasks;

/// <summary>A task ends with how it ended, what may mean danger never by one tap, and what was ended can be read and taken back.</summary>
public sealed class TaskEndingTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_ASignOfDanger_IsEndedOnlyByWhoeverTookIt_WithAnOutcomeAndANote(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        var id = await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.Id).SingleAsync());
        var (worker, other) = (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"), await ConsoleBrowser.SignInAsync(host, "approver@demo.local"));
        Assert.Contains("Say how it ended", await worker.SendAsync("/tasks", "Done", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Contains("Take it first", await worker.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "spoke"), ("note", "called her sister")), StringComparison.Ordinal);
        await other.SendAsync("/tasks", "Claim", ("id", id.ToString()));
        Assert.Contains("Take it first", await worker.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "spoke"), ("note", "called her sister")), StringComparison.Ordinal);
        var asked = await other.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "spoke"), ("note", " "));
        Assert.Contains("Write a few words", asked, StringComparison.Ordinal);
        Assert.Contains("value=\"spoke\" selected", asked, StringComparison.Ordinal);
        Assert.Null(await host.DbAsync(db => db.StaffTasks.Where(t => t.Id == id).Select(t => t.DoneAt).SingleAsync()));

        Assert.Contains("take it back", await other.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "spoke"), ("note", "called her sister")), StringComparison.Ordinal);
        var finished = await worker.ReadAsync("/tasks?finished=true");
        Assert.Contains("called her sister", finished, StringComparison.Ordinal);
        Assert.Contains("Spoke with them", finished, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task WhatWasEndedByASlip_IsTakenBack_ForHalfAnHour_ByThemselves(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "0");
        var id = await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == "call-back").Select(t => t.Id).SingleAsync());
        var (worker, other) = (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"), await ConsoleBrowser.SignInAsync(host, "approver@demo.local"));
        await worker.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "not-needed"));
        Assert.NotNull(await host.DbAsync(db => db.StaffTasks.Where(t => t.Id == id).Select(t => t.DoneAt).SingleAsync()));
        Assert.Contains("by whoever ended it", await other.SendAsync("/tasks", "Reopen", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Contains("open again", await worker.SendAsync("/tasks", "Reopen", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Null(await host.DbAsync(db => db.StaffTasks.Where(t => t.Id == id).Select(t => t.DoneAt).SingleAsync()));

        await worker.SendAsync("/tasks", "Done", ("id", id.ToString()), ("outcome", "not-needed"));
        host.Clock.Forward(TimeSpan.FromMinutes(31));
        Assert.Contains("for half an hour only", await worker.SendAsync("/tasks", "Reopen", ("id", id.ToString())), StringComparison.Ordinal);
    }
}
