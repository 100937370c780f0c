using System.Collections.Immutable;
using System.Text;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Features.Answers;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Plays a conversation against the dialogs alone and writes it down as a caseworker would read it.</summary>
internal sealed class TranscriptPlayer : IConversationPorts
{
    private static readonly AnswerDrafts Library = new();

    private static readonly string[] DuressSounds = [.. ((string[])["ດອກຈຳປາ", "ดอกจำปา", "champa"]).Select(SecretForm.SoundOf).Distinct()];

    private readonly ConversationEngine _engine;
    private readonly StringBuilder _page = new();
    private ConversationState _state = ConversationState.New;

    private bool _expired;

    public TranscriptPlayer(ITopicClassifier? guess = null, ISignalDetector? hearing = null) => _engine = new ConversationEngine(guess ?? new TopicClassifier(), hearing ?? new SignalDetector());

    public required string Language { get; init; }

    public bool HumanReleased { get; private set; }

    public bool Verified { get; private set; }

    public bool OptedOut { get; private set; }

    public string? DefaultLanguage => Language;

    public ImmutableList<string> Languages { get; } = ["lo", "th", "kjg", "en"];

    public bool PersonOnDuty { get; set; }

    public string DutyHours => "8-17";

    public int Today => 1;

    public News Waiting { get; set; } = News.Nothing;

    public News Court { get; set; } = News.Nothing;

    public string Page => _page.ToString();

    public Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation)
    {
        var outcome = secret switch { "739214" => SecretOutcome.Accepted, "246813" => SecretOutcome.Duress, _ => SecretOutcome.Refused };
        Verified |= outcome == SecretOutcome.Accepted;
        if (outcome == SecretOutcome.Duress)
        {
            // As the service does: nothing is told to somebody held for duress (S7).
            (Waiting, Court) = (News.Nothing, News.Nothing);
        }

        return Task.FromResult(new SecretCheck(outcome));
    }

    public Task<AgreedWords> HearAgreedWordsAsync(string words, CancellationToken cancellation)
    {
        var heard = SecretForm.GroupsIn(words).Contains("246813") || DuressSounds.Any(sound => SecretForm.StretchesOf(words, sound.Length).Contains(sound, StringComparer.Ordinal));
        if (heard)
        {
            (Waiting, Court, Verified) = (News.Nothing, News.Nothing, false);
        }

        return Task.FromResult(heard ? new AgreedWords(new SecretCheck(SecretOutcome.Duress)) : AgreedWords.None);
    }

    public Task<TopicAnswer> AnswerAsync(string topic, string language, CancellationToken cancellation) => Task.FromResult(
        _expired || Library.Parts(topic, language == "kjg" ? "lo" : language).Count == 0
            ? TopicAnswer.None
            : new TopicAnswer([.. Library.Parts(topic, language == "kjg" ? "lo" : language).Where(p => AnswerDrafts.MayBeTold(p.Code)).Select(p => p.Words)], [.. Library.Related[topic]]));

    public Task<News> NewsAsync(CancellationToken cancellation) => Task.FromResult(Verified ? Waiting : News.Nothing);

    public Task<News> CourtAsync(CancellationToken cancellation) => Task.FromResult(Verified ? Court : News.Nothing);

    /// <summary>One line of the script: words somebody writes, or a stage direction in brackets.</summary>
    public async Task PlayAsync(string line)
    {
        switch (line)
        {
            case "(lapse)":
                Verified = false;
                _page.AppendLine("-- half an hour of silence");
                return;
            case "(duty)":
                PersonOnDuty = true;
                _page.AppendLine("-- during duty hours");
                return;
            case "(person)":
                _state = _state with { HumanActive = true };
                _page.AppendLine("-- a caseworker has taken over");
                return;
            case "(back)":
                _state = _state with { HumanActive = false };
                HumanReleased = true;
                _page.AppendLine("-- the caseworker has closed the talk");
                return;
            case "(expired)":
                _expired = true;
                _page.AppendLine("-- the answers have expired");
                return;
            case "(court)":
                Court = new News(NewsKind.Tell, Guid.Empty, ["(first approved part)", "(second approved part)"], AboutMoney: true);
                _page.AppendLine("-- an approved court update waits too");
                return;
            case "(no news)":
                Waiting = News.Nothing;
                _page.AppendLine("-- there is no shelter notice");
                return;
            case "(hard, at night)":
                Court = new News(NewsKind.WhenSomebodyCanAnswer, Guid.Empty);
                _page.AppendLine("-- the court update is hard news, and nobody is on duty");
                return;
            case "(voice)":
                Waiting = new News(NewsKind.ByVoiceOnly, Guid.Empty);
                _page.AppendLine("-- a shared phone");
                return;
        }

        var about = line switch
        {
            "(opening)" => Openings.News,
            "(court opening)" => Openings.Court,
            "(check-in)" => Openings.CheckIn,
            "(first check-in)" => Openings.CheckInFirst,
            "(third check-in)" => Openings.CheckInThird,
            "(last check-in)" => Openings.CheckInLast,
            _ => null,
        };
        var opening = about is not null;
        _page.AppendLine(about switch
        {
            null => "> " + line,
            Openings.News => "-- an approved notice waits; the service speaks first",
            Openings.Court => "-- an approved court update waits; the service speaks first",
            _ => $"-- an agreed {line.Trim('(', ')')} is due; the service speaks first",
        });
        var turn = await _engine.TurnAsync(
            opening ? new TurnInput(InputKind.Opening, "", Medium.Text, about) : TurnInput.Message(line),
            _state,
            this,
            CancellationToken.None);
        _state = turn.State;
        HumanReleased &= !turn.Effects.OfType<HumanReleased>().Any();
        OptedOut = turn.Effects.OfType<OptedOut>().Any() || (OptedOut && !turn.Effects.OfType<OptedIn>().Any());
        foreach (var said in TextRenderer.Render(turn.Messages, _state.Language ?? Language).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _page.AppendLine("< " + said);
        }

        foreach (var effect in turn.Effects)
        {
            _page.AppendLine("* " + Say(effect));
        }
    }

    private static string Say(Effect effect) => effect switch
    {
        TaskOpened task => $"task: {task.Kind}{(task.Signal is null ? "" : $" ({task.Signal})")}{(task.Detail is null ? "" : $" “{task.Detail}”")}",
        SecretTried tried => $"secret {tried.Check.Outcome.ToString().ToLowerInvariant()}",
        NoticeTold told => $"told part {told.Part}{(told.Last ? ", the last" : "")}",
        CheckInAnswered checkIn => $"check-in answered: {checkIn.Answer.ToString().ToLowerInvariant()}",
        CheckInNeedNamed named => $"check-in need: {named.Need}",
        CheckInWished wished => $"check-in wish: {wished.Wish.ToString().ToLowerInvariant()}",
        CourtReplied replied => $"answered: {replied.Reply}",
        QuestionAnswered answered => $"answered {answered.Topic}",
        LanguageChosen chosen => $"language {chosen.Language}",
        _ => effect.GetType().Name.ToLowerInvariant(),
    };
}
