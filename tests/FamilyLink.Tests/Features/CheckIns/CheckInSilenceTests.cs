using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Features.CheckIns;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Features.CheckIns;

/// <summary>When a person is silent, says stop, has another number, withdraws or is erased: nothing more is asked, and whoever should look is told.</summary>
public sealed class CheckInSilenceTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S17_NoAnswer_OneMoreInTheNextSafeWindow_ThenATask_AndTwoSilencesRestThePlan(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        Assert.True(await stage.NextAsync(TimeSpan.FromDays(2)));
        await stage.DrainAsync();
        Assert.Equal(2, (await stage.SentAsync()).Count);
        Assert.Empty(await stage.TasksAsync());

        await stage.NextAsync(TimeSpan.FromDays(2));
        Assert.Equal((CheckInState.Silent, 2), ((await stage.CheckInsAsync())[0].State, (await stage.CheckInsAsync())[0].Tries));
        Assert.Equal([CheckInsDue.SilentTask], await stage.TasksAsync());

        await stage.AskedAsync(2);
        await stage.NextAsync(TimeSpan.FromDays(2));
        await stage.NextAsync(TimeSpan.FromDays(2));
        Assert.Equal([CheckInsDue.SilentTask, CheckInsDue.DecideTask], await stage.TasksAsync());
        Assert.Equal((CheckInPlanState.Paused, "silence"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));

        // No alarm: nothing rings, nothing goes to anybody else, and nothing more is asked.
        Assert.False(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal != null || t.Urgency == Urgency.Now)));
        while (await stage.NextAsync(TimeSpan.FromDays(200)))
        {
        }

        Assert.Equal(4, (await stage.SentAsync()).Count);
        Assert.All(await stage.SentAsync(), s => Assert.InRange(s.At.Hour, 8, 19));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S17_ACallFromThatPhone_WithoutAnAnswer_IsNone(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        var caller = new VoiceCaller(stage.Host, CheckInStage.Person);
        await caller.CallAsync();
        await caller.PressAsync("1");
        Assert.True(await stage.NextAsync(TimeSpan.FromDays(2)));
        await stage.DrainAsync();
        Assert.Equal(2, (await stage.SentAsync()).Count);
    }

    [Theory]
    [InlineData("ບໍ່ສະບາຍ"), InlineData("ປ່ວຍ"), InlineData("ບໍ່ມີເງິນ"), InlineData("bo sabai"), InlineData("sick"), InlineData("bo di")]
    public async Task S14_OwnWordsToTheQuestion_AreReadByAPerson_WhateverTheyWereAnsweredWith(string words)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, words);
        Assert.True(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.ConversationId != null)));
    }

    [Fact]
    public async Task Resting_AnAnswerComes_ACaseworkerLooks_AndOnlyThenItGoesOn()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        for (var ordinal = 1; ordinal <= 2; ordinal++)
        {
            await stage.AskedAsync(ordinal);
            await stage.NextAsync(TimeSpan.FromDays(2));
            await stage.NextAsync(TimeSpan.FromDays(2));
        }

        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Contains(CheckInHandler.BackTask, await stage.TasksAsync());
        var plan = await stage.PlanAsync();
        Assert.Equal(CheckInPlanState.Paused, plan.State);
        Assert.Equal(CheckInState.Answered, (await stage.CheckInsAsync())[1].State);

        await stage.Plans.ResumeAsync(plan.Id, plan.Version, await stage.StaffAsync(), CancellationToken.None);
        await stage.AskedAsync(3);
        Assert.Equal(0, (await stage.PlanAsync()).Silences);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_StopToTheQuestion_IsStop_CancelsTheRetryAndRestsThePlan(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "9");
        Assert.Equal((CheckInPlanState.Paused, "stop"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
        while (await stage.NextAsync(TimeSpan.FromDays(200)))
        {
        }

        Assert.Single(await stage.SentAsync());
        Assert.DoesNotContain(CheckInsDue.DecideTask, await stage.TasksAsync());
    }

    [Fact]
    public async Task S19_NotMe_QuarantinesTheNumber_AndRestsThePlan()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "ບໍ່ແມ່ນຂ້ອຍ");
        Assert.Equal((CheckInPlanState.Paused, "number"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
        Assert.True(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "number-to-confirm")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S2_ConsentEndsBetweenTwoQuestions_NothingIsAsked_AndACaseworkerIsTold(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        await stage.Host.SaveAsync(async db =>
        {
            var given = await db.Consents.AsNoTracking().Where(c => c.Purpose == ConsentPurpose.CheckIns).OrderByDescending(c => c.GivenAt).FirstAsync();
            db.Consents.Add(new Consent
            {
                CaseId = given.CaseId,
                ContactId = given.ContactId,
                Purpose = given.Purpose,
                Voice = given.Voice,
                Kind = given.Kind,
                Decision = ConsentDecision.Withdrawn,
                ExplainedBy = given.ExplainedBy,
                Language = "lo",
                WordingVersion = "demo-1",
                GivenAt = stage.Host.Now,
                ExpiresAt = stage.Host.Now.AddYears(1),
            });
        });
        while (await stage.NextAsync(TimeSpan.FromDays(400)))
        {
        }

        Assert.Single(await stage.SentAsync());
        Assert.True(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "message-blocked")));
        Assert.Equal((CheckInPlanState.Paused, "consent"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S22_PersonErased_IsNotAskedAndThePlanEnds_WithoutKeepingOthersBack(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        await stage.Host.SaveAsync(async db =>
        {
            var key = await db.Contacts.Where(c => c.Id == plan.ContactId).Select(c => c.PersonKeyId).SingleAsync();
            (await db.PersonKeys.SingleAsync(k => k.Id == key)).ErasedAt = stage.Host.Now;
            stage.Host.Service<Data.Encryption.FieldEncryptor>().Forget(key);
        });
        await stage.NextAsync(TimeSpan.FromDays(10));
        Assert.Equal((CheckInPlanState.Ended, "erased"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
        Assert.Empty(await stage.SentAsync());
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S22_PersonErasedAfterAQuestion_NobodyWaitsForTheirAnswer(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        await stage.NextAsync(TimeSpan.FromDays(10));
        Assert.NotEmpty(await stage.SentAsync());
        var worker = await ConsoleBrowser.SignInAsync(stage.Host, "caseworker@demo.local");
        await worker.SendAsync($"/contacts/{plan.ContactId}?caseId={plan.CaseId}", "Erase", ("sure", "true"));
        Assert.Equal((CheckInPlanState.Ended, "erased"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
        while (await stage.NextAsync(TimeSpan.FromDays(400)))
        {
        }

        Assert.False(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind.StartsWith("check-in"))));
        Assert.False(await stage.Host.DbAsync(db => db.Set<CheckIn>().AnyAsync(c => c.State == CheckInState.Asked || c.State == CheckInState.Silent)));
    }
}
