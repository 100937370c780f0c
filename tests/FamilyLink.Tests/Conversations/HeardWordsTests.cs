using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using FamilyLink.Training;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Conversations;

/// <summary>What becomes of words that mean danger, may mean it, or mean nothing to the service, through the webhook (S14).</summary>
public sealed class HeardWordsTests
{
    private const string Danger = "ມັນຕີຂ້ອຍ ຊ່ວຍແດ່";

    // Some sentence that the hearing is not sure about: which one depends on what was learned.
    private static readonly string Unsure = Sentences.Bank(held: false)
        .First(s => s.Language == "lo" && s.Style == "plain" && SafetySignals.Detect(s.Text).Certainty == Certainty.Maybe && TopicMatcher.Default.Match("lo", s.Text).Topic is null).Text;

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_WordsThatMayMeanDanger_AreAskedAbout_AndReachAPersonTodayWithoutAnAlarm(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");

        Assert.Contains(Texts.Get("safety.ask", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, Unsure), StringComparison.Ordinal);
        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == TaskKinds.ReadToday));
        Assert.Equal((Urgency.Today, null), (task.Urgency, task.Signal));
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal != null)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_AskedWhetherSomebodyIsInDanger_YesRaisesTheAlarm_NoDoesNot(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, Unsure);
        Assert.Contains(Texts.Get("check-in.read", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, "2"), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal != null)));

        await host.SmsAsync(FamilyLinkHost.Stranger, Unsure);
        Assert.Contains(Texts.Get("safety.calm", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, "1"), StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.Safety && t.Signal != null && t.Urgency == Urgency.Now)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_WhileTheSecretIsAsked_DangerIsHeard_AndUnsureWordsAreAskedBackAndRead(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(Texts.Get("safety.ask", "lo").Text, await host.SmsAsync(FamilyLinkHost.Mother, Unsure), StringComparison.Ordinal);
        Assert.NotEmpty((await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Kind == TaskKinds.ReadToday))).Detail.Bytes ?? []);

        await host.SmsAsync(FamilyLinkHost.Mother, Danger);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.Safety && t.Urgency == Urgency.Now)));
    }

    [Theory]
    [InlineData("ຊ່ອຍແດ່", "ແມ່ {0}")]
    [InlineData("ຊ່ອຍແດ່", "ສະບາຍດີ {0} ຂອບໃຈ")]
    [InlineData("โดนขัง", "แม่ {0}")]
    [InlineData("ຢາກຕາຍ", "ສະບາຍດີ {0}")]
    public void S14_WhatRingsAlone_RingsBesideAGreetingAMotherOrThanks(string cry, string beside)
    {
        var said = string.Format(System.Globalization.CultureInfo.InvariantCulture, beside, cry);

        Assert.Equal(SafetySignals.Detect(cry).Certainty, SafetySignals.Detect(said).Certainty);
        Assert.Equal(Certainty.Sign, SafetySignals.Detect(said).Certainty);
    }

    [Theory]
    [InlineData("ช่วยลูกฉัน")]
    [InlineData("ຖືກຂາຍ")]
    [InlineData("ออกไม่ได้")]
    [InlineData("ຜົວບໍ່ຢຸດຕີ")]
    [InlineData("he rapes")]
    [InlineData("save me")]
    [InlineData("ສະບາຍດີ ຊ່ວຍແດ່")]
    [InlineData("ສະບາຍດີຊ່ອຍແດ່")]
    [InlineData("ໜີບໍ່ໄດ້ ແມ່")]
    [InlineData("สวัสดีค่ะ โดนขัง")]
    [InlineData("โดนขัง ขอบคุณ")]
    [InlineData("ຂໍໂທດ ຊ່ອຍແດ່")]
    [InlineData("mum help me please")]
    [InlineData("sabaidee xoy dae")]
    [InlineData("ຊ່ອຍ")]
    [InlineData("i am 14")]
    public async Task S14_AShortCry_WhereTheSecretIsAsked_IsAskedAboutAndRead(string cry)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, "1");
        await host.SmsAsync(FamilyLinkHost.Stranger, cry);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.ReadToday || t.Kind == TaskKinds.Safety)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_WordsThatAreNotTheSecret_AreKeptNowhere_ButAPersonAsks(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "1");
        await host.SmsAsync(FamilyLinkHost.Stranger, "ກະຕ່າ ໄມ້ໄຜ່");
        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync());
        Assert.Equal((TaskKinds.WordsForSecret, Urgency.Today, true), (task.Kind, task.Urgency, task.Detail.IsEmpty));
    }

    [Theory]
    [InlineData("hello stop")]
    [InlineData("thank you stop")]
    [InlineData("yes stop")]
    [InlineData("sabaidee stop")]
    [InlineData("i want to stop getting news")]
    [InlineData("i do not want any more sms")]
    public async Task S3_StopAfterManners_IsStop(string words)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, words);
        Assert.True(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [Fact]
    public async Task S3_WhatSomebodyElseShouldStop_IsNoOptOut()
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, "please stop them");
        Assert.False(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_AfterStop_DangerReachesAPerson_AndNothingIsSent(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "9");

        Assert.True(string.IsNullOrEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, Danger)));
        Assert.True(string.IsNullOrEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, Unsure)));
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == TaskKinds.Safety)));
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == TaskKinds.ReadToday)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_StopBesideDanger_DoesBoth_AndStopInsideDangerIsNoOptOut(string database)
    {
        await using var host = new FamilyLinkHost(database);
        Assert.Contains(Texts.Get("stop.done", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, "STOP. " + Danger), StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.Safety)));

        Assert.Contains(Texts.Get("safety.calm", "lo").Text, await host.SmsAsync(FamilyLinkHost.Mother, "ບອກໃຫ້ມັນເຊົາຕີຂ້ອຍແດ່"), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Contacts.AnyAsync(c => c.OptedOutAt != null)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_ASentenceThatNothingAnswers_ReachesAPersonTheFirstTime(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        Assert.Contains(Texts.Get("words.read", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, "ກະຕ່າຂອງປ້າຢູ່ໃຕ້ຕົ້ນມ່ວງ"), StringComparison.Ordinal);
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == TaskKinds.NotUnderstood)));
    }

    [Fact]
    public async Task AMachineThatAnswersEveryMessage_IsAnsweredOnce()
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        Assert.False(string.IsNullOrEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, "Automatic reply: I am out of office")));
        Assert.True(string.IsNullOrEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, "Automatic reply: I am out of office")));
        Assert.True(string.IsNullOrEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, "Automatic reply: I am out of office")));
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync()));

        Assert.Contains(Texts.Get("safety.calm", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, Danger), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xFFFE)]
    [InlineData(0xFFFF)]
    [InlineData(0xFDD0)]
    [InlineData(0x1FFFE)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    [InlineData(0x202E)]
    [InlineData(0xFFFD)]
    [InlineData(0x0001)]
    public async Task S14_S3_CharactersThatMeanNothing_CostNeitherACryForHelpNorAStop(int character)
    {
        // A number, because two halves of surrogate pairs look alike to whoever lists the tests.
        var mark = character <= char.MaxValue ? ((char)character).ToString() : char.ConvertFromUtf32(character);
        await using var host = new FamilyLinkHost("sqlite");
        Assert.Contains(Texts.Get("safety.calm", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, mark + Danger + mark), StringComparison.Ordinal);
        Assert.Contains(Texts.Get("stop.done", "lo").Text, await host.SmsAsync(FamilyLinkHost.Stranger, "ຢຸດ" + mark), StringComparison.Ordinal);
        Assert.Equal(Certainty.Sign, SafetySignals.Detect(mark + Danger + mark).Certainty);
    }

    [Theory]
    [InlineData("ໂປຣໂມຊັນ ຫຼຸດລາຄາ 50% ມື້ນີ້")]
    [InlineData("รหัส OTP ของคุณคือ 448213")]
    [InlineData("Automatic reply: I am out of office")]
    [InlineData("สินเชื่ออนุมัติไว https://example.test/x")]
    [InlineData("😀😀")]
    [InlineData("?")]
    public async Task WhatAMachineSent_OrSaysNothing_TakesNobodysTime(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.NotUnderstood || t.Kind == TaskKinds.ReadToday)));
    }
}
