using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Dialogs;
using FamilyLink.Features.Answers;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Xunit;

namespace FamilyLink.Tests.Features.Answers;

/// <summary>From the console's form to the phone: written, reviewed by another person, told, expired (S13, S15).</summary>
public sealed class AnswerLibraryTests
{
    private const string Page = "/answers/migration.costs/lo";
    private const string NewWords = "ກ່ອນໄປ ໃຫ້ຂໍລາຍຈ່າຍເປັນໜັງສືກ່ອນ.";
    private const string DraftWords = "ເກັບຄ່າຫົວຈາກຄົນງານບໍ່ໄດ້";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S13_Answer_WrittenReviewedByAnotherAndPublished_IsToldUntilItExpires(string database)
    {
        await using var host = new FamilyLinkHost(database);
        Assert.Contains(DraftWords, await AskAsync(host), StringComparison.Ordinal);
        var writer = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var written = await writer.SendAsync(Page, "Write", Form(NewWords, "D"));
        Assert.Contains("waits for review", await writer.ReadAsync("/answers"), StringComparison.Ordinal);
        Assert.DoesNotContain("publish</button>", written, StringComparison.Ordinal);
        var id = await host.DbAsync(db => db.Set<AnswerVersion>().Select(a => a.Id).SingleAsync());
        Assert.Contains("You wrote it", await writer.SendAsync(Page, "Publish", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Contains(DraftWords, await AskAsync(host), StringComparison.Ordinal);

        var reviewer = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("told from now on", await reviewer.SendAsync(Page, "Publish", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Contains(NewWords, await AskAsync(host), StringComparison.Ordinal);

        host.Clock.Forward(TimeSpan.FromDays(400));
        var expired = await AskAsync(host);
        Assert.DoesNotContain(NewWords, expired, StringComparison.Ordinal);
        Assert.DoesNotContain(DraftWords, expired, StringComparison.Ordinal);
        Assert.Contains("ໃຫ້ຄົນຕອບດີກວ່າ", expired, StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "no-answer" && t.DoneAt == null)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S13_OnlyANativeSpeakerOfTheLanguage_PublishesAnAnswer(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var reviewer = await host.StaffAsync("second@demo.local");
        await host.DbAsync(db => db.Set<NativeSpeaker>().Where(s => s.StaffId == reviewer && s.Language == "lo").ExecuteDeleteAsync());
        var writer = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await writer.SendAsync(Page, "Write", Form(NewWords, "D"));
        var id = await host.DbAsync(db => db.Set<AnswerVersion>().Select(a => a.Id).SingleAsync());
        var second = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("Only a native speaker", await second.SendAsync(Page, "Publish", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Contains("told from now on", await (await ConsoleBrowser.SignInAsync(host, "approver@demo.local")).SendAsync(Page, "Publish", ("id", id.ToString())), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S13_Live_TellsNoDraftAndOnlyTheLanguageThatWasReviewed(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var live = new AnswerLibrary(host.Service<IDbContextFactory<FamilyLinkContext>>(), host.Service<AnswerDrafts>(), Options.Create(new FamilyLinkOptions { Mode = ServiceMode.Live }), host.Service<PromptLibrary>(), host.Clock);
        Task<TopicAnswer> Ask(string language, Medium medium = Medium.Text) => live.FindAsync(new AnswerAsked("migration.costs", language, medium, "LA", host.Now), CancellationToken.None);
        Assert.Empty((await Ask("lo")).Parts);

        var writer = await host.StaffAsync("caseworker@demo.local");
        var reviewer = await host.StaffAsync("second@demo.local");
        await host.ScopedAsync<AnswerService, int>(async service =>
        {
            var version = await service.WriteAsync("migration.costs", "lo", [new AnswerPart(NewWords, null, "D", "own")], [], null, host.Now.AddDays(30), writer, CancellationToken.None);
            await service.PublishAsync(version.Id, reviewer, CancellationToken.None);
            return 0;
        });

        Assert.Equal([NewWords], (await Ask("lo")).Parts);

        // Looked at again whenever it is told, and not only when it was published: nobody vouches for their own words.
        foreach (var vouches in new Guid?[] { writer, null, reviewer })
        {
            await host.DbAsync(db => db.Set<AnswerVersion>().ExecuteUpdateAsync(a => a.SetProperty(x => x.ReviewedBy, vouches)));
            Assert.Equal(vouches == reviewer ? 1 : 0, (await Ask("lo")).Parts.Count);
        }

        Assert.Equal([NewWords], (await Ask("kjg")).Parts);
        Assert.Empty((await Ask("kjg", Medium.Voice)).Parts);
        Assert.Empty((await Ask("th")).Parts);
        Assert.Empty((await Ask("en")).Parts);
    }

    [Theory]
    [InlineData("M", "from memory or uncertain")]
    [InlineData("U", "from memory or uncertain")]
    [InlineData("V", "has not been opened again")]
    public async Task S13_PartThatNobodyVerified_IsNotPublished(string code, string why)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var writer = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await writer.SendAsync(Page, "Write", Form(NewWords, code));
        var id = await host.DbAsync(db => db.Set<AnswerVersion>().Select(a => a.Id).SingleAsync());
        var reviewer = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains(why, await reviewer.SendAsync(Page, "Publish", ("id", id.ToString())), StringComparison.Ordinal);
        Assert.Equal(AnswerState.Draft, await host.DbAsync(db => db.Set<AnswerVersion>().Select(a => a.State).SingleAsync()));
    }

    [Theory]
    [InlineData("ສົ່ງເລກບັນຊີຂອງທ່ານມາໃຫ້ເຮົາ", "we never ask for")]
    [InlineData("ຕອບ STOP ຖ້າບໍ່ຢາກໄດ້", "gateway takes it for a command")]
    [InlineData("ທ່ານປອດໄພແລ້ວ ກັບບ້ານໄດ້", "nobody is told that they are safe")]
    [InlineData("ເລົ່າໃຫ້ຟັງວ່າເກີດຫຍັງຂຶ້ນຢູ່ໄທ", "nobody is asked what happened")]
    [InlineData("ຈ່າຍ 2000 ບາດ", "Leave out dates, sums")]
    [InlineData("ນາຍໜ້າເອົາເງິນ", "not said to families")]
    [InlineData("จ่ายเงิน", "in Lao letters")]
    public async Task AnswerForm_WordsThatMayNotBeSaid_AreRefused(string words, string why)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var writer = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains(why, await writer.SendAsync(Page, "Write", Form(words, "D")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<AnswerVersion>().AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S15_Number_IsToldOnlyAfterATestCallAndOnlyOnItsOwnNetwork(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var live = new AnswerLibrary(host.Service<IDbContextFactory<FamilyLinkContext>>(), host.Service<AnswerDrafts>(), Options.Create(new FamilyLinkOptions { Mode = ServiceMode.Live }), host.Service<PromptLibrary>(), host.Clock);
        async Task<string> Told(string? country) =>
            string.Join('\n', (await live.FindAsync(new AnswerAsked("migration.trouble-there", "lo", Medium.Text, country, host.Now), CancellationToken.None)).Parts);
        var writer = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var reviewer = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        await writer.SendAsync("/answers/migration.trouble-there/lo", "Write", Form("ມີຄົນລົມກັບທ່ານໄດ້.", "D"));
        var answer = await host.DbAsync(db => db.Set<AnswerVersion>().Select(a => a.Id).SingleAsync());
        await reviewer.SendAsync("/answers/migration.trouble-there/lo", "Publish", ("id", answer.ToString()));

        // Written without a test call: refused.
        await writer.SendAsync("/answers/facts/phone.th.1300", "Write", Fact(host, called: false));
        var untested = await host.DbAsync(db => db.Set<FactVersion>().Select(f => f.Id).SingleAsync());
        Assert.Contains("Nobody has called", await reviewer.SendAsync("/answers/facts/phone.th.1300", "Publish", ("id", untested.ToString())), StringComparison.Ordinal);
        Assert.DoesNotContain("1300", await Told("TH"), StringComparison.Ordinal);

        await writer.SendAsync("/answers/facts/phone.th.1300", "Write", Fact(host, called: true));
        var tested = await host.DbAsync(db => db.Set<FactVersion>().Where(f => f.Version == 2).Select(f => f.Id).SingleAsync());
        Assert.Contains("You wrote it", await writer.SendAsync("/answers/facts/phone.th.1300", "Publish", ("id", tested.ToString())), StringComparison.Ordinal);
        Assert.Contains("told from now on", await reviewer.SendAsync("/answers/facts/phone.th.1300", "Publish", ("id", tested.ToString())), StringComparison.Ordinal);
        Assert.Contains("1300", await Told("TH"), StringComparison.Ordinal);
        Assert.DoesNotContain("1300", await Told("LA"), StringComparison.Ordinal);
        Assert.DoesNotContain("1300", await Told(null), StringComparison.Ordinal);

        host.Clock.Forward(TimeSpan.FromDays(300));
        Assert.DoesNotContain("1300", await Told("TH"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Demo_MotherGoesFromTheMenuThroughTheTopics_OneMessageAtATime(string database)
    {
        await using var host = new FamilyLinkHost(database);
        Assert.Contains("1 ອ່ານຕໍ່", await host.SmsAsync(FamilyLinkHost.Stranger, "2"), StringComparison.Ordinal);
        Assert.Contains("4 ຄ່າແຮງ", await host.SmsAsync(FamilyLinkHost.Stranger, "1"), StringComparison.Ordinal);
        var wages = await host.SmsAsync(FamilyLinkHost.Stranger, "໔");
        // What was asked for first, with its year; then what is good to know about it.
        Assert.Contains("337–400 (ຂໍ້ມູນປີ 2025)", wages, StringComparison.Ordinal);
        Assert.Contains("ຄ່າແຮງຕ່ຳສຸດຕາມກົດໝາຍ", await host.SmsAsync(FamilyLinkHost.Stranger, "1"), StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            Assert.DoesNotContain("337", await host.SmsAsync(FamilyLinkHost.Stranger, "1"), StringComparison.Ordinal);
        }

        Assert.Contains("1 ຄ່າແຮງທີ່ບໍ່ໄດ້ຈ່າຍ", await host.SmsAsync(FamilyLinkHost.Stranger, "1"), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(FamilyLinkHost host)
    {
        await host.SmsAsync(FamilyLinkHost.Stranger, "2");
        await host.SmsAsync(FamilyLinkHost.Stranger, "1");
        return (await host.SmsAsync(FamilyLinkHost.Stranger, "2"))!;
    }

    private static (string, string)[] Form(string words, string code) =>
    [
        ("Parts[0].Words", words),
        ("Parts[0].Code", code),
        ("Parts[0].Source", "test"),
        ("Related", "migration.contract"),
        ("Months", "12"),
    ];

    private static (string, string)[] Fact(FamilyLinkHost host, bool called) =>
    [
        ("Value", "1300"),
        ("Code", "V"),
        ("Source", "test call"),
        ("VerifiedOn", called ? host.Now.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : ""),
        ("Confirmed", called ? "lo" : ""),
        ("Months", "6"),
    ];
}
