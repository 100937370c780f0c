using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Features.Answers;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Features.Answers;

/// <summary>A caseworker teaches what words mean, a second person sees the effect and publishes it, and it works from the next message on.</summary>
public sealed class TeachingTests
{
    // Words that are agreed on with nobody: no model makes anything of them, and here none may.
    private const string Bird = "ນົກຂຽວບິນຂ້າມນາໄປແລ້ວເດີ້";
    private const string Advert = "ເນັດແຮງໄວສຸດ ສະໝັກແພັກເກດໃໝ່ມື້ນີ້ເລີຍ";
    private const string InTheBank = "ມັນສົ່ງຮູບເຮືອນຂ້ອຍມາໃຫ້ເບິ່ງ ບອກວ່າຢູ່ໃກ້ໆນີ້ລະ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_TaughtSign_PublishedByASecondPerson_RingsForTheSameWordsASlipAndOtherLetters(string database)
    {
        await using var host = HostThatKnowsNothing(database);
        await host.SmsAsync("+8562055551001", Bird);
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var effect = await caseworker.SendAsync("/answers/teach", "Propose", Sign(Bird, "danger.taken"));
        Assert.Contains("Without it: not understood. With it: danger.taken.", effect, StringComparison.Ordinal);
        Assert.Contains("You proposed it", effect, StringComparison.Ordinal);
        var page = await PageAsync(host);
        Assert.Contains("You proposed it. Somebody else", await caseworker.SendAsync(page, "Publish"), StringComparison.Ordinal);
        await host.SmsAsync("+8562055551002", Bird);
        Assert.Equal(0, await AlarmsAsync(host));

        var second = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("It works from now on.", await second.SendAsync(page, "Publish"), StringComparison.Ordinal);
        await host.SmsAsync("+8562055551003", Bird);
        Assert.Equal(1, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551004", "ຂ້ອຍຢາກບອກວ່າ ນົກຂຽວບິນຂ່າມນາໄປແລວເດີ ຮູ້ບໍ່");
        Assert.Equal(2, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551005", "นกเขียวบินข้ามนาไปแล้วเด้อ");
        Assert.Equal(3, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551006", "nok khiao bin kham na pai laeo der");
        Assert.Equal(4, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551007", "ນົກຂຽວຮ້ອງ");
        await host.SmsAsync("+8562055551008", "1");
        Assert.Equal(4, await AlarmsAsync(host));

        // Taken back by one person, at once.
        Assert.Contains("Everything is as before", await caseworker.SendAsync(page, "Withdraw"), StringComparison.Ordinal);
        await host.SmsAsync("+8562055551009", Bird);
        Assert.Equal(4, await AlarmsAsync(host));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.NotUnderstood)));

        var entries = await host.DbAsync(db => db.AuditEntries.Where(e => e.Action == "taught.proposed" || e.Action == "taught.published" || e.Action == "taught.withdrawn").OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal(["taught.proposed", "taught.published", "taught.withdrawn"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Null(e.Detail));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_TaughtNoise_SilencesNeitherASignOfDangerNorWordsBesideIt(string database)
    {
        const string danger = "he will hit me again tonight";
        await using var host = new FamilyLinkHost(database);
        Assert.Equal(Certainty.Sign, SafetySignals.Detect(danger).Certainty);
        await PublishAsync(host, Noise(danger, "en"));
        await PublishAsync(host, Sign("the green bird flew over the field", "danger.taken", "en"));
        await PublishAsync(host, Noise("the green bird flew over the field", "en"));
        await host.SmsAsync("+8562055551011", danger);
        Assert.Equal(1, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551012", "the green bird flew over the field");
        Assert.Equal(2, await AlarmsAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TaughtNoise_IsMetOnceAndThenWithSilence_AndCallsNobody(string database)
    {
        await using var host = HostThatKnowsNothing(database);
        await PublishAsync(host, Noise(Advert, "lo"));
        Assert.NotNull(await host.SmsAsync("+8562055551021", Advert));
        Assert.Null(await host.SmsAsync("+8562055551021", Advert));
        Assert.Null(await host.SmsAsync("+8562055551021", Advert));
        Assert.False(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.NotUnderstood)));
        Assert.False(await host.DbAsync(db => db.Set<Question>().AnyAsync()));

        // Whatever somebody wrote beside it is for a person.
        await host.SmsAsync("+8562055551021", Advert + " ລູກສາວຂອງຂ້ອຍຢູ່ໃສ");
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == TaskKinds.NotUnderstood)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TaughtTopic_IsAnswered_ButNotWhereDangerIsHeard(string database)
    {
        const string danger = "he will hit me again tonight";
        await using var host = new FamilyLinkHost(database);
        await PublishAsync(host, Topic(Bird, "migration.costs", "lo"));
        await PublishAsync(host, Topic(danger, "migration.costs", "en"));
        Assert.Contains("ເກັບຄ່າຫົວຈາກຄົນງານບໍ່ໄດ້", await host.SmsAsync("+8562055551031", Bird), StringComparison.Ordinal);
        Assert.Equal(0, await AlarmsAsync(host));
        await host.SmsAsync("+8562055551032", danger);
        Assert.Equal(1, await AlarmsAsync(host));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TaughtSentence_WithdrawnByAnotherProcess_IsForgottenWithinAMinute(string database)
    {
        await using var host = HostThatKnowsNothing(database);
        await PublishAsync(host, Sign(Bird, "danger.taken"));
        await host.SmsAsync("+8562055551041", Bird);
        await host.SaveAsync(async db => (await db.Set<TaughtSentence>().SingleAsync()).State = AnswerState.Withdrawn);
        host.Clock.Forward(TimeSpan.FromSeconds(61));
        await host.SmsAsync("+8562055551042", Bird);
        Assert.Equal(1, await AlarmsAsync(host));
    }

    [Fact]
    public async Task S3_TaughtWords_LeaveControlWordsAsTheyAre()
    {
        await using var host = HostThatKnowsNothing("sqlite");
        await PublishAsync(host, Sign(Bird, "danger.taken"));
        var asked = await host.SmsAsync(FamilyLinkHost.Stranger, "STOP");
        Assert.NotNull(asked);
        Assert.True(await host.DbAsync(db => db.Suppressions.AnyAsync()));
        Assert.Equal(0, await AlarmsAsync(host));
    }

    [Theory]
    [InlineData("call me at 020 5555 0199 tonight", "could be somebody's number")]
    [InlineData("ໂທຫາຂ້ອຍ ໐໒໐ ໕໕໕ ຄືນນີ້ແດ່", "could be somebody's number")]
    [InlineData("look at bird.example.com for it please", "It has an address")]
    [InlineData("write to bird at green@field please", "It has an address")]
    [InlineData("when will Khamla fly over the field", "somebody's name or place")]
    [InlineData("ຂ້ອຍຊື່ຄຳແສງ ນົກຂຽວບິນຂ້າມນາ", "somebody's name or place")]
    [InlineData("the green bird saw somvang over the field", "a name that is on file")]
    [InlineData("ນົກຂຽວເຫັນສົມຫວັງຢູ່ນາ", "a name that is on file")]
    [InlineData("นกเขียวเห็นสมหวังอยู่นา", "a name that is on file")]
    [InlineData("green bird", "too short")]
    [InlineData("ນົກ", "too short")]
    [InlineData("STOP sending me these messages", "steer the service by")]
    public async Task S20_NameNumberOrControlWord_IsRefusedWithItsReason(string words, string why)
    {
        await using var host = HostThatKnowsNothing("sqlite");
        await host.SaveAsync(async db =>
        {
            var contact = await db.Contacts.FirstAsync();
            contact.Name = host.Service<Data.Encryption.FieldEncryptor>().Encrypt(contact.PersonKeyId, "contact.name", "ທ້າວ ສົມຫວັງ");
        });
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains(why, await caseworker.SendAsync("/answers/teach", "Propose", Sign(words, "danger.taken")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Set<TaughtSentence>().AnyAsync()));
        Assert.True(await host.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "taught.refused")));
    }

    [Fact]
    public async Task S14_SentenceOfDangerInTheBank_CannotBeTaughtAsNoise()
    {
        await using var host = HostThatKnowsNothing("sqlite");
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("it cannot be noise", await caseworker.SendAsync("/answers/teach", "Propose", Noise(InTheBank, "lo")), StringComparison.Ordinal);
        Assert.Contains("Choose which topic", await caseworker.SendAsync("/answers/teach", "Propose", Topic(Bird, "service.stop", "lo")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EffectPage_ListsTheSentencesOfTheBankThatChange_BeforeAnybodyPublishes()
    {
        await using var host = HostThatKnowsNothing("sqlite");
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var effect = await caseworker.SendAsync("/answers/teach", "Propose", Sign(InTheBank, "danger.exposed"));
        var table = effect[effect.IndexOf("<table", StringComparison.Ordinal)..];
        Assert.Contains(InTheBank, table, StringComparison.Ordinal);
        Assert.Contains("<td>not understood</td><td>danger.exposed</td>", table, StringComparison.Ordinal);
        Assert.Contains("answered otherwise than the bank says", effect, StringComparison.Ordinal);
        Assert.Contains("<strong>danger.exposed</strong>", effect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnansweredPage_TeachesFromAGroup_AndTheEffectCountsItsQuestions()
    {
        await using var host = HostThatKnowsNothing("sqlite");
        for (var person = 0; person < 3; person++)
        {
            await host.SmsAsync($"+856205555105{person}", Bird);
        }

        host.Clock.Forward(TimeSpan.FromDays(7));
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("handler=Start", await caseworker.ReadAsync("/answers/unanswered"), StringComparison.Ordinal);
        Assert.Contains($"{Bird}</textarea>", await caseworker.SendAsync("/answers/teach", "Start", ("Words", $"…{Bird} #"), ("Language", "lo")), StringComparison.Ordinal);
        var effect = await caseworker.SendAsync("/answers/teach", "Propose", Topic(Bird, "migration.costs", "lo"));
        Assert.Contains("that change: fewer than 10", effect, StringComparison.Ordinal);
        Assert.Contains($"<li lang=\"lo\">{Bird}</li>", effect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaughtCommand_PrintsWhatIsPublished_AsLinesOfTheBank()
    {
        await using var host = HostThatKnowsNothing("sqlite");
        await PublishAsync(host, Sign("nok khiao bin kham na pai laeo", "danger.taken"));
        await PublishAsync(host, Topic(Bird, "migration.costs", "lo"));
        await PublishAsync(host, Noise(Advert, "lo"));
        await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).SendAsync("/answers/teach", "Propose", Sign("ຜ້າມ່ານສີຟ້າປິດແລ້ວເດີ້ຄືນນີ້", "danger.taken"));
        using var output = new StringWriter();
        Assert.Equal(0, await TaughtCommand.RunAsync(host.Services, output, CancellationToken.None));
        Assert.Equal($"lo\troman\tnone\tdanger.taken\tnok khiao bin kham na pai laeo\nlo\tplain\tmigration.costs\t-\t{Bird}\nlo\tplain\tnone\t-\t{Advert}\n", output.ToString());
    }

    private static FamilyLinkHost HostThatKnowsNothing(string database) =>
        new(database, web => web.ConfigureServices(services => services.AddSingleton<ITopicClassifier, KnowsNothing>().AddSingleton<ISignalDetector, KnowsNothing>()));

    private static (string, string)[] Sign(string words, string sign, string language = "lo") => [("Words", words), ("Language", language), ("Kind", "Sign"), ("Sign", sign)];

    private static (string, string)[] Topic(string words, string topic, string language) => [("Words", words), ("Language", language), ("Kind", "Topic"), ("Topic", topic)];

    private static (string, string)[] Noise(string words, string language) => [("Words", words), ("Language", language), ("Kind", "Noise")];

    private static async Task PublishAsync(FamilyLinkHost host, (string, string)[] form)
    {
        var caseworker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await caseworker.SendAsync("/answers/teach", "Propose", form);
        var second = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        Assert.Contains("It works from now on.", await second.SendAsync(await PageAsync(host), "Publish"), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(FamilyLinkHost host) =>
        $"/answers/taught/{await host.DbAsync(db => db.Set<TaughtSentence>().Where(t => t.State == AnswerState.Draft).Select(t => t.Id).SingleAsync())}";

    private static Task<int> AlarmsAsync(FamilyLinkHost host) => host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == TaskKinds.Safety));

    private sealed class KnowsNothing : ITopicClassifier, ISignalDetector
    {
        public TopicMatch Classify(string language, string text) => new(null, 0, []);

        public DetectedSignal Detect(string text) => new(Certainty.No, null);
    }
}
