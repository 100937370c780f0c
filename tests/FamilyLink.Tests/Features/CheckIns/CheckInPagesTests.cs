using System.Net;
using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.CheckIns;

/// <summary>What a caseworker sees of check-ins and does about them.</summary>
public sealed class CheckInPagesTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Pages_ShowTheDaysAnswersAndTheHistory_InWords(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var staff = await ConsoleSession.SignInAsync(stage.Host, "caseworker@demo.local");
        var plan = await stage.PlanAsync();
        Assert.Contains("Nothing was asked yet.", await staff.OpenAsync($"/check-ins/{plan.Id}"), StringComparison.Ordinal);
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        staff = await ConsoleSession.SignInAsync(stage.Host, "caseworker@demo.local");
        var today = await staff.OpenAsync("/check-ins");
        Assert.Contains("FL-0004", today, StringComparison.Ordinal);
        Assert.Contains("needed something", today, StringComparison.Ordinal);
        Assert.Contains("Money", today, StringComparison.Ordinal);
        var tasks = await staff.OpenAsync("/tasks");
        Assert.Contains("Needs something (check-in)", tasks, StringComparison.Ordinal);
        Assert.Contains("Money", tasks, StringComparison.Ordinal);
        Assert.Contains("needed something: Money", await staff.OpenAsync($"/check-ins/{plan.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_BelowTen_AreNotShown()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        var month = stage.Host.Now.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var staff = await ConsoleSession.SignInAsync(stage.Host, "caseworker@demo.local");
        var csv = await staff.OpenAsync($"/check-ins?handler=Csv&month={month}");
        Assert.Contains("Asked,<10\n", csv, StringComparison.Ordinal);
        Assert.Contains("Silent,0\n", csv, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_AnotherAgency_FindsNoPlan_AndChangesNone(string database)
    {
        await using var stage = new CheckInStage(database);
        var plan = await stage.PlanAsync();
        await stage.Host.SaveAsync(async db =>
        {
            var other = new Agency { Name = "Another agency" };
            db.Agencies.Add(other);
            (await db.Users.SingleAsync(u => u.Email == "second@demo.local")).AgencyId = other.Id;
        });
        var stranger = await ConsoleSession.SignInAsync(stage.Host, "second@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusOfAsync($"/check-ins/{plan.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusOfAsync($"/check-ins/new?caseId={plan.CaseId}&contactId={plan.ContactId}"));
        Assert.DoesNotContain("FL-0004", await stranger.OpenAsync("/check-ins"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form.At", "03:00", "This hour is outside the hours")]
    [InlineData("Form.At", "later", "This hour is outside the hours")]
    [InlineData("Form.Steps", "3d 2d", "Write the steps in order")]
    [InlineData("Form.Steps", "soon", "Write the steps in order")]
    [InlineData("Form.Weekdays", "9", "Choose at least one day")]
    [InlineData("Form.Channel", "Messenger", "does not allow this way")]
    [InlineData("Form.Language", "xx", "Choose a language")]
    public async Task Agreement_ThatDoesNotFit_IsRefusedInTheCaseworkersWords(string field, string value, string sentence)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        await stage.Plans.EndAsync(plan.Id, plan.Version, await stage.StaffAsync(), CancellationToken.None);
        var staff = await ConsoleSession.SignInAsync(stage.Host, "caseworker@demo.local");
        var path = $"/check-ins/new?caseId={plan.CaseId}&contactId={plan.ContactId}";
        var fields = new Dictionary<string, string>
        {
            ["CaseId"] = plan.CaseId.ToString(),
            ["ContactId"] = plan.ContactId.ToString(),
            ["Form.Channel"] = "Sms",
            ["Form.At"] = "18:00",
            ["Form.Weekdays"] = "0",
            ["Form.Language"] = "lo",
            ["Form.StartsOn"] = "2026-12-01",
            ["Form.Steps"] = "3d 2w",
            [field] = value,
        };
        using var answer = await staff.PressAsync(path, "", [.. fields.Select(f => (f.Key, f.Value))]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(1, await stage.Host.DbAsync(db => db.Set<CheckInPlan>().CountAsync(p => p.CaseId == plan.CaseId)));
    }

    [Fact]
    public async Task Agreement_AsAgreed_IsPlanned_AndAnOlderFormIsRefused()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var old = await stage.PlanAsync();
        var staff = await ConsoleSession.SignInAsync(stage.Host, "caseworker@demo.local");
        using (var paused = await staff.PressAsync($"/check-ins/{old.Id}", "Pause", ("Version", "1")))
        {
            Assert.Equal(HttpStatusCode.Redirect, paused.StatusCode);
        }

        using var late = await staff.PressAsync($"/check-ins/{old.Id}", "End", ("Version", "1"));
        Assert.Contains("Somebody changed this plan meanwhile", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CheckInPlanState.Paused, (await stage.PlanAsync()).State);
    }

    [Fact]
    public async Task Away_MovesWhatFallsOnTheHarvest_ToTheNextDayAfter()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var from = plan.StartsOn.AddDays(2);
        await stage.Plans.AwayAsync(plan.Id, plan.Version, await stage.StaffAsync(), from, from.AddDays(7), "harvest", CancellationToken.None);
        await stage.AskedAsync(1);
        Assert.Equal(from.AddDays(8).ToDateTime(new TimeOnly(18, 0)), Assert.Single(await stage.SentAsync()).At, TimeSpan.FromMinutes(1));
    }
}
