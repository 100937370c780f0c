using System.Collections.Immutable;
using FamilyLink.Channels.Twilio.Voice;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Dialogs;

/// <summary>
/// Walks everything that can be reached by keys alone, in every language, in the world of a stranger, of families with something to hear and of people
/// whose case ended: no dead end, no place without a person, no prompt without its recording or a declared gap.
/// </summary>
public sealed class VoiceWalkTests(VoiceWalkTests.RunningHost running, ITestOutputHelper output) : IClassFixture<VoiceWalkTests.RunningHost>
{
    private const string Code = "739214";
    private static readonly string[] Keys = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", Code + "#", "111111#", "22222#", "11111111111111111111"];

    public static TheoryData<string, string> Worlds
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var world in (string[])["stranger", "news", "court", "court and news", "hard news at night", "person only", "on duty", "opted out", "called", "first check-in", "check-in", "last check-in"])
            {
                foreach (var language in Languages.All)
                {
                    data.Add(world, language);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task EveryReachableNode_CanBeAnswered_AndIsRecorded(string world, string language)
    {
        var library = running.Host.Service<PromptLibrary>();
        var twiml = running.Host.Service<VoiceTwiml>();
        var engine = new ConversationEngine(new TopicClassifier(), new SignalDetector());
        var gaps = library.Gaps(language).ToHashSet(StringComparer.Ordinal);
        var start = new Node(ConversationState.New with { Language = language, Call = "CA1" }, false, false);
        var opening = world switch { "called" => Openings.News, "first check-in" => Openings.CheckInFirst, "check-in" => Openings.CheckIn, "last check-in" => Openings.CheckInLast, _ => null };
        var first = new TurnInput(opening is null ? InputKind.Call : InputKind.Opening, "", Medium.Voice, opening);
        var open = new Queue<(Node From, TurnInput Input)>([(start, first)]);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var said = new HashSet<string>(StringComparer.Ordinal);
        var documents = new Dictionary<string, TwimlDocument>(StringComparer.Ordinal);
        while (open.TryDequeue(out var step))
        {
            var ports = new World(world, language) { Verified = step.From.Verified, OptedOut = step.From.OptedOut || world == "opted out" };
            var turn = await engine.TurnAsync(step.Input, step.From.State, ports, CancellationToken.None);
            var spoken = turn.State.Language!;
            var page = VoiceRenderer.Render(turn.Messages, spoken);
            string Where() => $"{world}/{language}: {step.Input.Kind} “{step.Input.Text}” at {Name(step.From)}: {string.Join(' ', page.Prompts.Select(p => p.Key))}";
            AssertAnswerable(turn, page, step.Input, Where);

            // Thousands of turns end in the same few documents; each is read once.
            var written = twiml.Write(page, 1).ToString(System.Xml.Linq.SaveOptions.DisableFormatting);
            if (!documents.TryGetValue(written, out var document))
            {
                document = new TwimlDocument(written);
                documents.Add(written, document);
                AssertDocument(document, page.Input);
            }

            foreach (var prompt in page.Prompts)
            {
                if (!said.Add(prompt.Key + "/" + prompt.Language))
                {
                    continue;
                }

                if (prompt.Key.StartsWith(VoiceRenderer.WordsPrefix, StringComparison.Ordinal))
                {
                    // Somebody's own words: never recorded by themselves, and then a person takes over.
                    Assert.Null(library.Find(prompt));
                    continue;
                }

                Assert.True(library.Find(prompt) is Spoken.Recording || gaps.Contains(prompt.Key), Where());
                Assert.Contains(prompt.Key, VoiceKeys.All);
            }

            var next = new Node(turn.State, ports.Verified, ports.OptedOut || turn.Effects.OfType<OptedOut>().Any());
            if (!known.Add(Name(next) + page.Input))
            {
                continue;
            }

            if (page.Input == VoiceInput.SpokenWords)
            {
                Assert.EndsWith("&recorded=1", document.RecordAction, StringComparison.Ordinal);
                open.Enqueue((next, new TurnInput(InputKind.Recorded, "RE1", Medium.Voice)));
                open.Enqueue((next, new TurnInput(InputKind.Recorded, "", Medium.Voice)));
                continue;
            }

            foreach (var pressed in Keys)
            {
                var (url, digits) = document.Press(pressed);
                var (kind, text) = TwilioVoiceEndpoint.Keys(digits ?? "", url.EndsWith("&silent=1", StringComparison.Ordinal));
                open.Enqueue((next, new TurnInput(kind, text, Medium.Voice)));
            }

            open.Enqueue((next, new TurnInput(InputKind.Silence, "", Medium.Voice)));
        }

        var keys = said.Select(s => s[..s.LastIndexOf('/')]).ToHashSet(StringComparer.Ordinal);
        output.WriteLine($"{world}/{language}: {known.Count} nodes, {keys.Count} prompts, {documents.Count} documents");
        Assert.True(known.Count > 5, $"Only {known.Count} nodes were reached.");
        Assert.Contains("verify.ask", keys);
        Assert.Equal(world != "on duty", keys.Contains("voice.message-kept"));
        Assert.Equal(Openings.IsCheckIn(opening), keys.Contains("check-in.safety"));
        Assert.Equal(world is "court" or "court and news", keys.Contains("court.choice-missing"));
        Assert.Equal(world is "news" or "court and news" or "on duty" or "called", keys.Contains("block.visit"));
    }

    [Fact]
    public void EveryWording_IsSpokenSomewhereOrSaidByTextOnly() =>
        Assert.All(VoiceKeys.All, key => Assert.NotNull(Texts.Exactly(key, Languages.Lao)));

    [Theory]
    [InlineData("lo", 0, "number.0")]
    [InlineData("lo", 11, "number.11")]
    [InlineData("lo", 21, "number.20 number.and-one")]
    [InlineData("th", 31, "number.30 number.and-one")]
    [InlineData("kjg", 21, "number.20 number.and-one")]
    [InlineData("en", 21, "number.20 number.1")]
    [InlineData("lo", 101, "number.1 number.100 number.and-one")]
    [InlineData("en", 999, "number.9 number.100 number.90 number.9")]
    [InlineData("th", 300, "number.3 number.100")]
    public void Number_IsSaidByEachLanguagesGrammar(string language, int number, string parts) =>
        Assert.Equal(parts, string.Join(' ', SpokenNumber.Parts(number, language)));

    [Fact]
    public void EveryNumber_HasItsRecordings()
    {
        foreach (var language in Languages.All)
        {
            Assert.All(Enumerable.Range(0, SpokenNumber.Most + 1), number => Assert.All(SpokenNumber.Parts(number, language), part => Assert.Contains(part, VoiceKeys.All)));
        }

        Assert.Equal("number.0 number.2 number.0", string.Join(' ', SpokenNumber.Digits("+0-2 0")));
    }

    private static void AssertDocument(TwimlDocument document, VoiceInput input)
    {
        Assert.Equal(input == VoiceInput.SpokenWords ? 0 : VoiceTwiml.TimesAsked, document.Gathers.Count());
        Assert.DoesNotContain(document.Verbs, v => v.Name.LocalName is "Hangup" or "Reject");
        Assert.EndsWith(input == VoiceInput.SpokenWords ? "&recorded=0" : "&silent=1", document.Wait().Url, StringComparison.Ordinal);
    }

    private static void AssertAnswerable(TurnResult turn, VoicePage page, TurnInput input, Func<string> where)
    {
        void That(bool holds)
        {
            if (!holds)
            {
                Assert.Fail(where());
            }
        }

        That(!page.Prompts.IsEmpty);
        That(page.Input == VoiceInput.SpokenWords || turn.Messages[^1].Choices is { IsEmpty: false } last && last.Any(c => c.Digit == '0') && last.Any(c => c.Digit == '9'));
        foreach (var message in turn.Messages)
        {
            That(message.Choices.Count(c => c.Digit is not ('0' or '9')) <= VoiceRenderer.MostChoices);
            That(message.Choices.Count == message.Choices.Select(c => c.Digit).Distinct().Count());
        }

        // A key is named only after what it does.
        for (var i = 0; i < page.Prompts.Count; i++)
        {
            That(!page.Prompts[i].Key.StartsWith("voice.key-", StringComparison.Ordinal) || (i > 0 && !page.Prompts[i - 1].Key.StartsWith("voice.key-", StringComparison.Ordinal)));
        }

        That(input.Kind != InputKind.Silence || page.Prompts[1].Key == "voice.person-by-0");
        That(input is not { Kind: InputKind.Message, Text: "0" } || turn.Effects.OfType<TaskOpened>().Any());
        That(input is not { Kind: InputKind.Message, Text: "9" } || turn.Effects.OfType<OptedOut>().Any());
    }

    private static string Name(Node node) =>
        $"{node.Verified}/{node.OptedOut}/{node.State.Language}/{node.State.Misunderstood}/{node.State.Topic}/{string.Join('>', node.State.Stack.Select(f => $"{f.Dialog}:{f.Step}:{string.Join(',', f.Values.OrderBy(v => v.Key, StringComparer.Ordinal))}"))}";

    /// <summary>One service for all walks: they only ask it for recordings and documents, and change nothing in it.</summary>
    public sealed class RunningHost : IDisposable
    {
        public FamilyLinkHost Host { get; } = new("sqlite");

        public void Dispose() => Host.Dispose();
    }

    private sealed record Node(ConversationState State, bool Verified, bool OptedOut);

    // What the service would answer in one of these worlds.
    private sealed class World(string name, string language) : IConversationPorts
    {
        public bool Verified { get; set; }

        public bool OptedOut { get; set; }

        public string? DefaultLanguage => language;

        public ImmutableList<string> Languages { get; } = [.. FamilyLink.Localization.Languages.All];

        public bool PersonOnDuty => name == "on duty";

        public string DutyHours => "8-17";

        public int Today => 1;

        public bool HumanReleased => name == "on duty";

        public Task<AgreedWords> HearAgreedWordsAsync(string words, CancellationToken cancellation) =>
            Task.FromResult(words == "222222" ? new AgreedWords(new SecretCheck(SecretOutcome.Duress)) : AgreedWords.None);

        public Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation)
        {
            var outcome = secret == Code && name != "stranger" ? SecretOutcome.Accepted : secret == "22222" ? SecretOutcome.Duress : SecretOutcome.Refused;
            Verified |= outcome == SecretOutcome.Accepted;
            return Task.FromResult(new SecretCheck(outcome));
        }

        public Task<News> NewsAsync(CancellationToken cancellation) => Task.FromResult(name switch
        {
            _ when !Verified => News.Nothing,
            "news" or "court and news" or "on duty" or "called" => new News(NewsKind.Tell, Guid.Empty, [Words("block.cared-for"), Words("block.visit")]),
            "person only" => new News(NewsKind.ByVoiceOnly, Guid.Empty),
            _ => News.Nothing,
        });

        public Task<News> CourtAsync(CancellationToken cancellation) => Task.FromResult(name switch
        {
            _ when !Verified => News.Nothing,
            "court" or "court and news" => new News(NewsKind.Tell, Guid.Empty, [Words("court.paid"), Words("court.own-account")], AboutMoney: true),
            "hard news at night" => new News(NewsKind.WhenSomebodyCanAnswer, Guid.Empty),
            _ => News.Nothing,
        });

        public Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation) => Task.FromResult(
            topic.EndsWith('s') ? new TopicAnswer(["one approved answer", "and its second part"], ["court.must-she"]) : TopicAnswer.None);

        private string Words(string key) => FamilyLink.Localization.Text.ScriptText.ForSending(Texts.Get(key, language).Text);
    }
}
