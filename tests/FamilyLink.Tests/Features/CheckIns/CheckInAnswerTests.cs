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

/// <summary>What a person answers to a check-in, however they write it, and what comes of it.</summary>
public sealed class CheckInAnswerTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task INeedSomething_WhatAbout_LeavesATaskWithItsDueDay_EvenWhenTheySayNoMore(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        Assert.Contains("4 ", await stage.Host.SmsAsync(CheckInStage.Person, "2"), StringComparison.Ordinal);
        var task = await stage.Host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == CheckInHandler.NeedTask));
        Assert.Equal((Urgency.Today, true), (task.Urgency, task.DueAt > task.OpenedAt && task.AgencyId is not null && task.CaseId is not null));

        await stage.Host.SmsAsync(CheckInStage.Person, "4");
        Assert.Contains(Texts.Get("check-in.read", "lo").Text, await stage.Host.SmsAsync(CheckInStage.Person, "1"), StringComparison.Ordinal);
        var checkIn = (await stage.CheckInsAsync())[0];
        Assert.Equal((CheckInReply.Need, "work", task.Id), (checkIn.Reply, checkIn.Need, checkIn.TaskId));
        Assert.Single(await stage.TasksAsync());
    }

    [Fact]
    public async Task INeedSomething_IDoNotFeelSafe_RingsAtOnce()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        foreach (var key in (string[])["2", "4"])
        {
            await stage.Host.SmsAsync(CheckInStage.Person, key);
        }

        Assert.Contains(Texts.Get("safety.calm", "lo").Text, await stage.Host.SmsAsync(CheckInStage.Person, "4"), StringComparison.Ordinal);
        Assert.Equal(Urgency.Now, await stage.Host.DbAsync(db => db.StaffTasks.Where(t => t.Signal == TaskKinds.SaidUnsafe).Select(t => t.Urgency).SingleAsync()));
    }

    [Theory]
    [InlineData("໑", CheckInReply.Fine)]
    [InlineData("๑", CheckInReply.Fine)]
    [InlineData("1.", CheckInReply.Fine)]
    [InlineData(" 1 ", CheckInReply.Fine)]
    [InlineData("ສະບາຍດີ", CheckInReply.Fine)]
    [InlineData("สบายดีครับ", CheckInReply.Fine)]
    [InlineData("sabaidee", CheckInReply.Fine)]
    [InlineData("I am fine", CheckInReply.Fine)]
    [InlineData("ສອງ", CheckInReply.Need)]
    [InlineData("ບໍ່", CheckInReply.Need)]
    [InlineData("3", CheckInReply.CallMe)]
    [InlineData("1 ແຕ່ ບໍ່ດີປານໃດ", CheckInReply.Words)]
    [InlineData("ຈັກຫຍິບເພແລ້ວ", CheckInReply.Words)]
    [InlineData("0", CheckInReply.Words)]
    [InlineData("1 ແຕ່ ຜົວຕີຂ້ອຍ", CheckInReply.Words)]
    public async Task Answer_HoweverItIsWritten_CountsAsWhatItMeans(string text, CheckInReply reply)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        var said = await stage.Host.SmsAsync(CheckInStage.Person, text);
        Assert.DoesNotContain(Texts.Get("misunderstood.once", "lo").Text, said, StringComparison.Ordinal);
        Assert.Equal((CheckInState.Answered, reply), ((await stage.CheckInsAsync())[0].State, (await stage.CheckInsAsync())[0].Reply));
        if (reply != CheckInReply.Fine)
        {
            // Whatever is more than "fine" is before a person.
            Assert.True(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync()), text);
        }

        if (text.Contains("ຕີ", StringComparison.Ordinal))
        {
            Assert.True(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal == "danger.violence")));
        }
    }

    [Fact]
    public async Task Answer_ThatIsTwoKeys_IsAskedAgain_AndNotTakenForOneOfThem()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        Assert.EndsWith(CheckInQuestion.Words(Openings.CheckIn, Channel.Sms, "lo"), await stage.Host.SmsAsync(CheckInStage.Person, "12"), StringComparison.Ordinal);
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        Assert.Contains(CheckInHandler.NeedTask, await stage.TasksAsync());
    }

    [Fact]
    public async Task Answer_TwoDaysLate_CountsAndEndsTheSilence()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.NextAsync(TimeSpan.FromDays(2));
        await stage.NextAsync(TimeSpan.FromDays(2));
        Assert.Equal(CheckInState.Silent, (await stage.CheckInsAsync())[0].State);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Equal((CheckInState.Answered, CheckInReply.Fine), ((await stage.CheckInsAsync())[0].State, (await stage.CheckInsAsync())[0].Reply));
        Assert.Equal(0, (await stage.PlanAsync()).Silences);
    }

    [Fact]
    public async Task Answer_BeforeAnythingWasAsked_IsTheMenuAsForEverybody()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        Assert.All(await stage.CheckInsAsync(), c => Assert.Equal(CheckInState.Planned, c.State));
        Assert.Empty(await stage.TasksAsync());
    }

    [Theory]
    [InlineData("4", 8, 5)]
    [InlineData("5", 8, 8)]
    [InlineData("6", 8, 1)]
    public async Task OneKey_AfterFine_AsksLessOften_RestsAMonth_OrEnds(string key, int before, int after)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        var left = (await stage.CheckInsAsync()).Count(c => c.State != CheckInState.Dropped);
        Assert.Equal(before, left);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Contains(Texts.Get("check-in.how-often", "lo").Text, await stage.Host.SmsAsync(CheckInStage.Person, "1"), StringComparison.Ordinal);
        Assert.Equal(["check-in-second-way"], await stage.TasksAsync());
        Assert.Contains(Texts.Get("check-in.noted", "lo").Text, await stage.Host.SmsAsync(CheckInStage.Person, key), StringComparison.Ordinal);
        var rows = await stage.CheckInsAsync();
        Assert.Equal(after, rows.Count(c => c.State != CheckInState.Dropped));
        if (key == "5")
        {
            Assert.True(rows.Find(c => c.State == CheckInState.Planned)!.DueAt > stage.Host.Now.AddMonths(1).AddDays(-1));
        }

        Assert.Equal(key == "6" ? CheckInPlanState.Ended : CheckInPlanState.Running, (await stage.PlanAsync()).State);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoPeopleOnOnePhone_AreAskedOneAfterTheOther_AndTheAnswerIsTheAskedOnes(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var first = await stage.PlanAsync();
        var second = await SecondOnTheSamePhoneAsync(stage, first);
        await stage.AskedAsync(1);
        stage.Host.Clock.Forward(TimeSpan.FromMinutes(2));
        await stage.DrainAsync();
        Assert.Single(await stage.SentAsync());
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Equal(CheckInState.Answered, (await stage.CheckInsAsync())[0].State);
        Assert.Equal(CheckInState.Planned, await StateOfAsync(stage, second));
        while (await StateOfAsync(stage, second) != CheckInState.Asked)
        {
            await stage.NextAsync(TimeSpan.FromDays(3));
        }

        await stage.Host.SmsAsync(CheckInStage.Person, "3");
        Assert.Equal(CheckInState.Answered, await StateOfAsync(stage, second));
        Assert.Equal(CheckInReply.Fine, (await stage.CheckInsAsync())[0].Reply);
    }

    [Fact]
    public async Task Voice_TheKhmuFathersKindOfPlan_IsACallThatAsksByKeys()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync(Channel.Voice);
        var plan = await stage.PlanAsync();
        await stage.Plans.ChangeAsync(plan.Id, plan.Version, await stage.StaffAsync(), new CheckInAgreement(Channel.Voice, 18 * 60, CheckInCalendar.EveryDay, "kjg", plan.StartsOn, plan.Steps), CancellationToken.None);
        await stage.AskedAsync(1);
        var call = await stage.Host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.CauseKind == CheckInQuestion.Kind));
        Assert.Equal((Channel.Voice, "kjg"), (call.Channel, call.Language));
        var caller = new VoiceCaller(stage.Host, CheckInStage.Person) { Called = true };
        Assert.Contains("kjg:check-in.ask", await caller.AnswerAsync(call.Id));
        Assert.Contains("kjg:check-in.about", await caller.PressAsync("2"));
        Assert.Contains("kjg:check-in.read", await caller.PressAsync("1"));
        Assert.Equal((CheckInReply.Need, "health"), ((await stage.CheckInsAsync())[0].Reply, (await stage.CheckInsAsync())[0].Need));
    }

    private static Task<CheckInState> StateOfAsync(CheckInStage stage, Guid plan) =>
        stage.Host.DbAsync(db => db.Set<CheckIn>().Where(c => c.PlanId == plan && c.Ordinal == 1).Select(c => c.State).SingleAsync());

    // Another person of another case who uses the same phone, and whose first question falls due a minute later.
    private static async Task<Guid> SecondOnTheSamePhoneAsync(CheckInStage stage, CheckInPlan first)
    {
        var plan = Guid.Empty;
        var due = (await stage.CheckInsAsync())[0].DueAt.AddMinutes(1);
        await stage.Host.SaveAsync(async db =>
        {
            var encryptor = stage.Host.Service<Data.Encryption.FieldEncryptor>();
            var (caseKey, key) = (encryptor.NewKey(), encryptor.NewKey());
            var agency = await db.Cases.Select(c => c.AgencyId).FirstAsync();
            var about = new Case { Code = "FL-0444", AgencyId = agency, PersonKeyId = caseKey.Id, Age = AgeGroup.Adult, OpenedAt = stage.Host.Now };
            var contact = new Contact { AgencyId = agency, PersonKeyId = key.Id, Language = "lo", CreatedAt = stage.Host.Now };
            var theirs = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == first.ContactId);
            var policy = await db.SafeContactPolicies.AsNoTracking().Where(p => p.ContactId == first.ContactId).OrderByDescending(p => p.AgreedAt).FirstAsync();
            var consent = await db.Consents.AsNoTracking().Where(c => c.ContactId == first.ContactId && c.Purpose == ConsentPurpose.CheckIns).OrderByDescending(c => c.GivenAt).FirstAsync();
            db.AddRange(caseKey, key, about, contact);
            db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = theirs.AddressHash, Address = encryptor.Encrypt(key.Id, "contact.address", Addresses.Telephone(CheckInStage.Person)), IsTelephone = true, AddedAt = stage.Host.Now, ConfirmedAt = stage.Host.Now });
            db.Add(new CaseContact { CaseId = about.Id, ContactId = contact.Id, Relation = Relation.Self, Role = CheckedRole.Safe });
            db.Add(new SafeContactPolicy
            {
                ContactId = contact.Id,
                AllowSms = true,
                AllowVoice = false,
                AllowMessenger = false,
                FromMinute = policy.FromMinute,
                ToMinute = policy.ToMinute,
                TimeZone = policy.TimeZone,
                Shared = SharedPhone.No,
                AgreedAt = stage.Host.Now,
                ExpiresAt = policy.ExpiresAt,
                RecordedBy = policy.RecordedBy,
            });
            db.Add(new Consent
            {
                CaseId = about.Id,
                ContactId = contact.Id,
                Purpose = ConsentPurpose.CheckIns,
                Voice = ConsentVoice.Subject,
                Kind = ConsentKind.Consent,
                Decision = ConsentDecision.Given,
                ExplainedBy = consent.ExplainedBy,
                Language = "lo",
                WordingVersion = "demo-1",
                GivenAt = stage.Host.Now,
                ExpiresAt = consent.ExpiresAt,
            });
            var made = new CheckInPlan
            {
                CaseId = about.Id,
                ContactId = contact.Id,
                Channel = Channel.Sms,
                Minute = first.Minute,
                TimeZone = first.TimeZone,
                Days = first.Days,
                Language = "lo",
                StartsOn = first.StartsOn,
                Steps = "3d 9m",
                AgreedAt = stage.Host.Now,
                RecordedBy = first.RecordedBy,
            };
            plan = made.Id;
            db.Add(made);
            db.Add(new CheckIn { PlanId = plan, Ordinal = 1, DueAt = due });
            db.Add(new CheckIn { PlanId = plan, Ordinal = 2, DueAt = due.AddMonths(9) });
        });
        return plan;
    }
}
