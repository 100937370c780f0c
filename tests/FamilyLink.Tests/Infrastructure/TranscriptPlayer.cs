using System.Collections.Immutable;
using System.Text;
using FamilyLink.Dialogs;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Plays a conversation against the dialogs alone and writes it down as a caseworker would read it.</summary>
internal sealed class TranscriptPlayer : IConversationPorts
{
    private readonly ConversationEngine _engine = new();
    private readonly StringBuilder _page = new();
    private ConversationState _state = ConversationState.New;

    public required string Language { get; init; }

    public bool Verified { get; private set; }

    public bool OptedOut { get; private set; }

    public string? DefaultLanguage => Language;

    public ImmutableList<string> Languages { get; } = ["lo", "th", "kjg", "en"];

    public bool PersonOnDuty { get; set; }

    public string DutyHours => "8-17";

    public News Waiting { get; set; } = News.Nothing;

    public string Page => _page.ToString();

    public Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation)
    {
        var outcome = secret switch { "739214" => SecretOutcome.Accepted, "ດອກຈຳປາ" or "ดอกจำปา" or "champa" => SecretOutcome.Duress, _ => SecretOutcome.Refused };
        Verified |= outcome == SecretOutcome.Accepted;
        return Task.FromResult(new SecretCheck(outcome));
    }

    public Task<News> NewsAsync(CancellationToken cancellation) => Task.FromResult(Verified ? Waiting : News.Nothing);

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
                _state = _state with { WithPerson = true };
                _page.AppendLine("-- a caseworker has taken over");
                return;
            case "(voice)":
                Waiting = new News(NewsKind.ByVoiceOnly, Guid.Empty);
                _page.AppendLine("-- a shared phone");
                return;
        }

        var opening = line == "(opening)";
        _page.AppendLine(opening ? "-- an approved notice waits; the service speaks first" : "> " + line);
        var turn = await _engine.TurnAsync(
            opening ? new Activity(ActivityKind.Opening, "", Medium.Text, Openings.News) : Activity.Message(line),
            _state,
            this,
            CancellationToken.None);
        _state = turn.State;
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
        LanguageChosen chosen => $"language {chosen.Language}",
        _ => effect.GetType().Name.ToLowerInvariant(),
    };
}
