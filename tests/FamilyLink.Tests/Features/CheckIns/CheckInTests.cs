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

/// <summary>Asking how somebody is, only as agreed: every question, window, silence and task of a plan, on a moved clock.</summary>
public sealed class CheckInTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    public static TheoryData<string, string> Questions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var opening in (string[])[Openings.CheckIn, Openings.CheckInFirst, Openings.CheckInThird, Openings.CheckInLast])
            {
                foreach (var language in (string[])["lo", "th", "en"])
                {
                    data.Add(opening, language);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Questions))]
    public void Question_InEveryLanguage_IsOneSegment_AndOffersStop(string opening, string language)
    {
        var words = CheckInQuestion.Words(opening, Channel.Sms, language);
        Assert.Equal(1, SmsSegments.Count(words).Parts);
        Assert.Contains("9", words, StringComparison.Ordinal);
        Assert.Contains("\n1 ", words, StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AYear_Played_AsksAtTheAgreedHourEightTimes_AndShallWeGoOnAfterTheLast(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        for (var ordinal = 1; ordinal <= 8; ordinal++)
        {
            await stage.AskedAsync(ordinal);
            var reply = await stage.Host.SmsAsync(CheckInStage.Person, "1");
            Assert.Contains(Texts.Get(ordinal switch { 1 => "check-in.second-way", 8 => "check-in.go-on", _ => "check-in.how-often" }, "lo").Text, reply, StringComparison.Ordinal);
        }

        var sent = await stage.SentAsync();
        Assert.Equal(8, sent.Count);
        Assert.All(sent, s => Assert.Equal(18, s.At.Hour));
        Assert.Equal([3, 6], Enumerable.Range(1, 8).Where(i => sent[i - 1].Words == CheckInQuestion.Words(Openings.CheckInThird, Channel.Sms, "lo")));
        var start = (await stage.PlanAsync()).StartsOn.ToDateTime(default);
        Assert.Equal(
            [start.AddDays(3), start.AddDays(14), start.AddMonths(1), start.AddMonths(2), start.AddMonths(3), start.AddMonths(6), start.AddMonths(9), start.AddMonths(12)],
            sent.Select(s => s.At.Date));
        Assert.All(await stage.CheckInsAsync(), c => Assert.Equal((CheckInState.Answered, CheckInReply.Fine, 1), (c.State, c.Reply, c.Tries)));
        Assert.Empty(await stage.TasksAsync());

        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        Assert.Equal(11, (await stage.CheckInsAsync()).Count);
        await stage.AskedAsync(9);
    }

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

    [Fact]
    public async Task S4_PlanEditedWhileItsQuestionIsOnItsWay_AsksOnceAtTheNewHour()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync(fromHour: 6, toHour: 22);
        var plan = await stage.PlanAsync();
        var first = (await stage.CheckInsAsync())[0];
        stage.Host.Clock.Forward(first.DueAt - stage.Host.Now + TimeSpan.FromSeconds(1));

        // Written to the outbox, not handed over yet.
        await stage.QueueAsync();
        Assert.Equal(CheckInState.Queued, (await stage.CheckInsAsync())[0].State);
        await stage.Plans.ChangeAsync(plan.Id, plan.Version, await stage.StaffAsync(), new CheckInAgreement(Channel.Sms, 20 * 60, CheckInCalendar.EveryDay, "lo", plan.StartsOn, plan.Steps), CancellationToken.None);
        await stage.DrainAsync();
        Assert.Empty(await stage.SentAsync());
        await stage.AskedAsync(1);
        var sent = Assert.Single(await stage.SentAsync());
        Assert.Equal(20, sent.At.Hour);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task NothingRanForAMonth_TheNewestThatFellDueIsAsked_OnceAndNotAtNight(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var third = (await stage.CheckInsAsync())[2];
        stage.Host.Clock.Forward(third.DueAt - stage.Host.Now + TimeSpan.FromHours(8));
        await stage.DrainAsync();
        Assert.Empty(await stage.SentAsync());
        await stage.AskedAsync(3);
        var sent = Assert.Single(await stage.SentAsync());
        Assert.Equal(8, sent.At.Hour);
        Assert.Equal([CheckInState.NotSent, CheckInState.NotSent, CheckInState.Asked], (await stage.CheckInsAsync()).Take(3).Select(c => c.State));
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
            stage.Host.Service<Data.Encryption.Vault>().Forget(key);
        });
        await stage.NextAsync(TimeSpan.FromDays(10));
        Assert.Equal((CheckInPlanState.Ended, "erased"), ((await stage.PlanAsync()).State, (await stage.PlanAsync()).Reason));
        Assert.Empty(await stage.SentAsync());
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoPeopleOnOnePhone_AreAskedOneAfterTheOther_AndTheAnswerIsTheAskedOnes(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var first = await stage.PlanAsync();
        var second = await SecondOnTheSamePhoneAsync(stage, first);
        await stage.AskedAsync(1);
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

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task HangfiresStorage_LostInTheMiddle_LosesNoQuestion(string database)
    {
        await using var stage = new CheckInStage(database, builder => builder.ConfigureServices(services => services.AddSingleton<Hangfire.JobStorage>(_ => new Hangfire.InMemory.InMemoryStorage())));
        await stage.LastingAsync();
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "1");
        using (var connection = stage.Host.Service<Hangfire.JobStorage>().GetConnection())
        {
            foreach (var job in connection.GetAllItemsFromSet("schedule"))
            {
                using var drop = connection.CreateWriteTransaction();
                drop.RemoveFromSet("schedule", job);
                drop.Commit();
            }

            Assert.Empty(connection.GetAllItemsFromSet("schedule"));
        }

        await stage.AskedAsync(2);
        Assert.Equal(2, (await stage.SentAsync()).Count);
    }

    [Theory]
    [InlineData("3d 2w 1m", true)]
    [InlineData("1d", true)]
    [InlineData("3d 3d", false)]
    [InlineData("2w 10d", false)]
    [InlineData("0d", false)]
    [InlineData("-3d", false)]
    [InlineData("3 d", false)]
    [InlineData("3x", false)]
    [InlineData("1000d", false)]
    [InlineData("", false)]
    [InlineData("໓d", false)]
    public void Steps_OutOfOrderOrNone_AreRefused(string steps, bool good) => Assert.Equal(good, CheckInCalendar.Steps(steps) is not null);

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-28", 150, "2027-03-28T01:30:00Z")]
    [InlineData("Europe/Berlin", "2027-10-31", 150, "2027-10-31T00:30:00Z")]
    [InlineData("Asia/Vientiane", "2027-03-28", 150, "2027-03-27T19:30:00Z")]
    public void Hour_OnADayWhenClocksChange_IsAskedOnce_NotBeforeAndNotTwice(string zone, string day, int minute, string utc)
    {
        var plan = new CheckInPlan
        {
            CaseId = Guid.Empty,
            ContactId = Guid.Empty,
            Channel = Channel.Sms,
            Minute = minute,
            TimeZone = zone,
            Days = CheckInCalendar.EveryDay,
            Language = "lo",
            StartsOn = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddDays(-1),
            Steps = "1d",
            AgreedAt = default,
            RecordedBy = Guid.Empty,
        };
        Assert.Equal([DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal)], CheckInCalendar.Times(plan, []));
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
            var vault = stage.Host.Service<Data.Encryption.Vault>();
            var (caseKey, key) = (vault.NewKey(), vault.NewKey());
            var agency = await db.Agencies.Select(a => a.Id).FirstAsync();
            var about = new Case { Code = "FL-0444", AgencyId = agency, PersonKeyId = caseKey.Id, Age = AgeGroup.Adult, OpenedAt = stage.Host.Now };
            var contact = new Contact { AgencyId = agency, PersonKeyId = key.Id, Language = "lo", CreatedAt = stage.Host.Now };
            var theirs = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == first.ContactId);
            var policy = await db.SafeContactPolicies.AsNoTracking().Where(p => p.ContactId == first.ContactId).OrderByDescending(p => p.AgreedAt).FirstAsync();
            var consent = await db.Consents.AsNoTracking().Where(c => c.ContactId == first.ContactId && c.Purpose == ConsentPurpose.CheckIns).OrderByDescending(c => c.GivenAt).FirstAsync();
            db.AddRange(caseKey, key, about, contact);
            db.Add(new ContactAddress { ContactId = contact.Id, AddressHash = theirs.AddressHash, Address = vault.Seal(key.Id, "contact.address", Addresses.Telephone(CheckInStage.Person)), IsTelephone = true, ConfirmedAt = stage.Host.Now });
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
