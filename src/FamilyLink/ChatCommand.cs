using System.Collections.Immutable;
using System.Text;
using FamilyLink.Data.Demo;
using FamilyLink.Dialogs;
using FamilyLink.Features.Answers;
using FamilyLink.Localization;

namespace FamilyLink;

/// <summary>
/// A conversation in the terminal, with the dialogs alone: no database, no channel. After each answer it shows which rule ended the turn, where the
/// conversation stands, and what the service would store. Words in brackets change the world instead of being said.
/// </summary>
public sealed class ChatCommand : IConversationPorts
{
    private const string Help =
        "(verified) (stranger) (news) (court) (no news) (duty) (night) (handoff) (released) (opening) (check-in) (attachment) (state) (help) (quit); everything else is said by the person.";

    private static readonly AnswerDrafts Library = new();

    private readonly ConversationEngine _engine = new(new TopicClassifier(), new SignalDetector());
    private readonly string _language;
    private ConversationState _state = ConversationState.New;
    private News _news = News.Nothing;
    private News _court = News.Nothing;

    private ChatCommand(string language) => _language = language;

    /// <inheritdoc/>
    public bool Verified { get; private set; }

    /// <inheritdoc/>
    public bool OptedOut { get; private set; }

    /// <inheritdoc/>
    public string? DefaultLanguage => _language;

    /// <inheritdoc/>
    public ImmutableList<string> Languages { get; } = [.. Localization.Languages.All];

    /// <inheritdoc/>
    public bool PersonOnDuty { get; private set; }

    /// <inheritdoc/>
    public int Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).DayNumber;

    /// <inheritdoc/>
    public string DutyHours => "8-17";

    /// <inheritdoc/>
    public bool HumanReleased { get; private set; }

    /// <summary>Plays until the input ends. The code of the mother in Demo opens, the duress number of FL-0005 means what it means there.</summary>
    /// <returns>0; 1 when the language is none that is offered.</returns>
    public static async Task<int> RunAsync(string language, TextReader input, TextWriter output)
    {
        if (!Localization.Languages.All.Contains(language))
        {
            await output.WriteLineAsync($"There is no language “{language}”: {string.Join(", ", Localization.Languages.All)}.");
            return 1;
        }

        var chat = new ChatCommand(language);
        await output.WriteLineAsync(Help);
        while (await input.ReadLineAsync() is { } line && line.Trim() != "(quit)")
        {
            await chat.PlayAsync(line.Trim(), output);
        }

        return 0;
    }

    /// <inheritdoc/>
    public Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation)
    {
        var outcome = secret == DemoPeople.All[0].Code ? SecretOutcome.Accepted : secret == DemoPeople.DuressNumber ? SecretOutcome.Duress : SecretOutcome.Refused;
        Verified |= outcome == SecretOutcome.Accepted;
        return Task.FromResult(new SecretCheck(outcome));
    }

    /// <inheritdoc/>
    public Task<AgreedWords> HearAgreedWordsAsync(string words, CancellationToken cancellation) =>
        Task.FromResult(words.Contains(DemoPeople.DuressNumber, StringComparison.Ordinal) ? new AgreedWords(new SecretCheck(SecretOutcome.Duress)) : AgreedWords.None);

    /// <inheritdoc/>
    public Task<News> NewsAsync(CancellationToken cancellation) => Task.FromResult(Verified ? _news : News.Nothing);

    /// <inheritdoc/>
    public Task<News> CourtAsync(CancellationToken cancellation) => Task.FromResult(Verified ? _court : News.Nothing);

    /// <inheritdoc/>
    public Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation)
    {
        var parts = Library.Parts(topic, language == Localization.Languages.Khmu ? Localization.Languages.Lao : language).Where(p => AnswerDrafts.MayBeTold(p.Code)).Select(p => p.Words).ToImmutableList();
        return Task.FromResult(parts.IsEmpty ? TopicAnswer.None : new TopicAnswer(parts, [.. Library.Related[topic]]));
    }

    private static string Show(Effect effect)
    {
        // A record prints its members; what somebody said is shown here, in the terminal of whoever said it, and nowhere else.
        var text = new StringBuilder(effect.ToString());
        return text.Replace("SecretCheck ", "").ToString();
    }

    private static News Approved(string what) => new(NewsKind.Tell, Guid.Empty, [$"({what}, first approved part)", $"({what}, second approved part)"]);

    private async Task PlayAsync(string line, TextWriter output)
    {
        TurnInput? input = null;
        switch (line)
        {
            case "(help)": await output.WriteLineAsync(Help); return;
            case "(state)": await output.WriteLineAsync(_state.ToString()); return;
            case "(verified)": Verified = true; break;
            case "(stranger)": Verified = false; break;
            case "(news)": _news = Approved("notice"); break;
            case "(court)": _court = Approved("court update"); break;
            case "(no news)": (_news, _court) = (News.Nothing, News.Nothing); break;
            case "(duty)": PersonOnDuty = true; break;
            case "(night)": PersonOnDuty = false; break;
            case "(handoff)": _state = _state with { HumanActive = true }; break;
            case "(released)": (_state, HumanReleased) = (_state with { HumanActive = false }, true); break;
            case "(opening)": input = new TurnInput(InputKind.Opening, "", Opening: Openings.News); break;
            case "(check-in)": input = new TurnInput(InputKind.Opening, "", Opening: Openings.CheckIn); break;
            case "(attachment)": input = new TurnInput(InputKind.Attachment, ""); break;
            default: input = TurnInput.Message(line); break;
        }

        if (input is null)
        {
            return;
        }

        var turn = await _engine.TurnAsync(input, _state, this, CancellationToken.None);
        _state = turn.State;
        HumanReleased &= !turn.Effects.OfType<HumanReleased>().Any();
        OptedOut = turn.Effects.OfType<OptedOut>().Any() || (OptedOut && !turn.Effects.OfType<OptedIn>().Any());
        foreach (var said in TextRenderer.Render(turn.Messages, _state.Language ?? _language).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await output.WriteLineAsync("< " + said);
        }

        await output.WriteLineAsync($"  rule: {turn.Rule ?? "none"}; at: {(_state.Stack.IsEmpty ? "-" : $"{_state.Stack[^1].Dialog}, step {_state.Stack[^1].Step}")}; kept: {turn.Kept}");
        foreach (var effect in turn.Effects)
        {
            await output.WriteLineAsync("  effect: " + Show(effect));
        }
    }
}
