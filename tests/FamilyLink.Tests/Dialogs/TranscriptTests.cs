using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Conversations;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Tests.Infrastructure;
using Xunit;

namespace FamilyLink.Tests.Dialogs;

/// <summary>
/// Golden transcripts: one page a dialog and language, in <c>Dialogs/Transcripts</c>, readable by a caseworker.
/// After a wanted change, run the tests once with FAMILYLINK_RECORD_TRANSCRIPTS=1 and read the difference.
/// </summary>
public sealed class TranscriptTests
{
    private const string PassportQuestion = "(passport)";
    private const string UnclearQuestion = "(contract or wages)";
    private const string FollowUp = "(a little about wages)";
    private const string MachineQuestion = "(machine)";
    private const string MaybeDanger = "(may be danger)";
    private const string MaybeDangerAndQuestion = "(may be danger, and a question)";

    // What people write in each language, and what the guess says of it: the guess itself has tests of its own.
    private static readonly Dictionary<string, (string En, string Lo, string Th, TopicGuess[] Likely)> Questions = new()
    {
        [PassportQuestion] = ("where do I get a passport", "ຢາກເຮັດໜັງສືຜ່ານແດນ ຕ້ອງໄປບ່ອນໃດ", "ทำหนังสือเดินทางที่ไหน", [new("migration.passport", 0.95), new("migration.border-pass", 0.35)]),
        [UnclearQuestion] = ("paper about the pay", "ໃບເລື່ອງເງິນ", "ใบเรื่องเงิน", [new("migration.contract", 0.5), new("migration.wages-and-rights", 0.45)]),
        [FollowUp] = ("and if they did not pay", "ແລ້ວຖ້າບໍ່ຈ່າຍເດ", "แล้วถ้าไม่จ่ายล่ะ", [new("life.money", 0.4), new("court.unpaid-wages", 0.35)]),
        [MaybeDanger] = ("he is angry again tonight", "ຄືນນີ້ລາວໃຈຮ້າຍອີກແລ້ວ", "คืนนี้เขาโกรธอีกแล้ว", []),
        [MaybeDangerAndQuestion] = ("he is angry, how do I get my passport", "ລາວໃຈຮ້າຍ ຂ້ອຍຈະເອົາປຶ້ມແນວໃດ", "เขาโกรธ หนูจะเอาเล่มคืนยังไง", [new("migration.passport-kept", 0.9)]),
        [MachineQuestion] = ("my sewing machine is broken", "ຈັກຫຍິບເພແລ້ວ", "จักรเย็บผ้าเสีย", [new("life.equipment", 0.9)]),
    };

    private static readonly string[] LanguagesSpoken = ["en", "lo", "th"];

    private static readonly Dictionary<string, string[]> Scripts = new()
    {
        ["menu"] = ["hello", "menu", "2", "3", "8"],
        ["language"] = ["8", "2", "8", "3", "8", "7", "8", "4"],
        ["news"] = ["1", "000000", "739214", "1", "1", "5", "1", "1", "1", "(lapse)", "1", "739214"],
        ["news-duress"] = ["1", "champa", "1"],
        ["news-duress-later"] = ["1", "739214", "champa", "1"],
        ["news-shared-phone"] = ["(voice)", "1", "739214"],
        ["court-update"] = ["(no news)", "(court)", "(court opening)", "1", "000000", "739214", "1", "3", "1", "2", "where is the paper", "3", "1", "6", "3", "1", "1", "3", "0"],
        ["court-and-news"] = ["(court)", "3", "1", "739214", "1", "3", "1", "1", "1"],
        ["court-hard-news"] = ["(no news)", "(hard, at night)", "739214"],
        ["account-number"] = ["my account is 123-4-56789-0", "(no news)", "(court)", "739214", "1", "2", "where do I get it, BCEL 010-12-00-01234567-001", "2055550101 is my phone"],
        ["visit"] = ["5", "1", "1", "1", "1"],
        ["money"] = ["6", "5"],
        ["looking-for"] = ["4", "Kham", "after six in the evening", "4", "1", "1"],
        ["opening"] = ["(opening)", "2", "(opening)", "7", "(opening)", "1", "739214"],
        ["work"] = ["2", "1", "1", "1", "1", "1", "1", "0"],
        ["law"] = ["3", "1", "3", "1", "1", "1", "2", "(duty)", "0"],
        ["answer"] = [PassportQuestion, "1", "1", "2", "(expired)", PassportQuestion],
        ["answer-choice"] = [UnclearQuestion, "2", FollowUp, "8"],
        ["answer-request"] = [MachineQuestion, "1", "the colour of the moon"],
        ["stop-and-start"] = ["9", "1", "start", "please stop sending me this"],
        ["safety-question"] = [MaybeDanger, "2", MaybeDanger, "1", MaybeDanger, "0", MaybeDangerAndQuestion, "2", MaybeDanger, "9"],
        ["misunderstood"] = ["qwerty", "zxcvb", "qwerty"],
        ["danger"] = ["1", "he beats me and I want to die", "1"],
        ["check-in"] = ["(first check-in)", "1", "1", "5", "(check-in)", "1", "4", "(check-in)", "2", "1", "(check-in)", "2", "4", "4", "(check-in)", "3", "(check-in)", "1 but not so good", "(check-in)", "12", "໑", "5", "(check-in)", MachineQuestion, "(third check-in)", "sabaidee", "6", "(last check-in)", "1", "1", "(check-in)", "1 but he beats me", "(check-in)", "9"],
        ["with-a-person"] = ["0", "(person)", "thank you", "I am afraid of him, he threatens me", "(back)", "2", "9"],
    };

    public static TheoryData<string, string> Pages
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialog in Scripts.Keys)
            {
                foreach (var language in LanguagesSpoken)
                {
                    data.Add(dialog, language);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Dialog_Played_SaysWhatItsTranscriptSays(string dialog, string language)
    {
        var player = new TranscriptPlayer(new ScriptedGuess(), new ScriptedHearing()) { Language = language, Waiting = new News(NewsKind.Tell, Guid.Empty, ["(first approved part)", "(second approved part)"]) };
        foreach (var line in Scripts[dialog])
        {
            await player.PlayAsync(Questions.TryGetValue(line, out var question) ? language switch { "lo" => question.Lo, "th" => question.Th, _ => question.En } : line);
        }

        var file = Path.Combine(Folder(), $"{dialog}.{language}.txt");
        if (Environment.GetEnvironmentVariable("FAMILYLINK_RECORD_TRANSCRIPTS") == "1")
        {
            await File.WriteAllTextAsync(file, player.Page);
        }

        Assert.True(File.Exists(file), $"{dialog} has no transcript in {language}.");
        Assert.Equal((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"), player.Page.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EveryDialog_HasATranscript() =>
        Assert.Empty(DialogSet.All.Names.Except(Scripts.Keys).Except([OwnWordsDialog.Id])); // by telephone only: VoiceWalkTests walks it

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "tests", "FamilyLink.Tests", "Dialogs", "Transcripts");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The transcripts were not found above the tests.");
    }

    private sealed class ScriptedGuess : ITopicClassifier
    {
        public TopicMatch Classify(string language, string text) =>
            Questions.Values.FirstOrDefault(q => text == q.En || text == q.Lo || text == q.Th).Likely is { Length: > 0 } likely
                ? new TopicMatch(likely[0].Confidence >= 0.6 ? likely[0].Topic : null, likely[0].Confidence, likely)
                : new TopicMatch(null, 0, []);
    }

    // What is heard in other words is the learned hearing's, which has tests of its own.
    private sealed class ScriptedHearing : ISignalDetector
    {
        private static readonly string[] Unsure = [.. new[] { MaybeDanger, MaybeDangerAndQuestion }.SelectMany(q => new[] { Questions[q].En, Questions[q].Lo, Questions[q].Th })];

        public DetectedSignal Detect(string text) => Unsure.Contains(text) ? new(Certainty.Maybe, "danger.violence") : SafetySignals.Detect(text);
    }
}
