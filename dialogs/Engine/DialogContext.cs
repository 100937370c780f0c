using System.Collections.Immutable;
using FamilyLink.Dialogs.Rules;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs;

/// <summary>One turn in progress: what arrived, what may be asked of the world, and what has been said so far.</summary>
public sealed class DialogContext
{
    private readonly List<Utterance> _messages = [];
    private readonly List<Effect> _effects = [];

    internal DialogContext(TurnInput input, ControlReading reading, IConversationPorts ports, ConversationState state, string language, DialogSet dialogs, CancellationToken cancellation)
    {
        Input = input;
        Reading = reading;
        Ports = ports;
        State = state;
        Language = language;
        Dialogs = dialogs;
        Cancellation = cancellation;
        LanguageKnown = state.Language is not null;
    }

    /// <summary>What arrived.</summary>
    public TurnInput Input { get; }

    /// <summary>How its digits and control words were read.</summary>
    public ControlReading Reading { get; }

    /// <summary>The world.</summary>
    public IConversationPorts Ports { get; }

    /// <summary>The language of the answer.</summary>
    public string Language { get; set; }

    /// <summary>The conversation's state, replaced as the turn goes on.</summary>
    public ConversationState State { get; set; }

    /// <summary>Ends the turn early when the service shuts down.</summary>
    public CancellationToken Cancellation { get; }

    internal DialogSet Dialogs { get; }

    /// <summary>Whether a language was known when the turn began: chosen, written in, or the number's.</summary>
    internal bool LanguageKnown { get; }

    /// <summary>What was heard in the words before anything else was looked at.</summary>
    internal Heard Heard { get; set; } = new();

    /// <summary>The name of the rule that ended the turn.</summary>
    internal string? Rule { get; set; }

    /// <summary>The dialog in progress, or null.</summary>
    internal Dialog? CurrentDialog => State.Stack.IsEmpty || !Dialogs.Has(Frame.Dialog) ? null : Dialogs[Frame.Dialog];

    /// <summary>True for the numbers of the card as the first words of an account whose language nobody knows.</summary>
    internal bool IsFromTheCard => !LanguageKnown && SecretForm.CodeIn(Input.Text) is not null;

    /// <summary>The words of this turn, tried as a secret and not accepted.</summary>
    internal SecretCheck? Tried { get; set; }

    /// <summary>How the person's secret word sounds, when these words hold it: it is taken out of everything that is kept (S6).</summary>
    internal string? SecretSound { get; set; }

    /// <summary>True when these words are the secret word and nothing else.</summary>
    internal bool IsSecretWord => SecretSound is { } sound && SecretForm.SoundOf(Input.Text) == sound;

    internal IReadOnlyList<Effect> Effects => _effects;

    internal IReadOnlyList<Utterance> Messages => _messages;

    /// <summary>The innermost dialog's frame.</summary>
    public DialogFrame Frame => State.Stack[^1];

    /// <summary>Says a message with choices; <c>0</c> and <c>9</c> are added by <see cref="Ask"/>, not here.</summary>
    public void Say(string key, params IEnumerable<Choice> choices) => _messages.Add(Utterance.Of(key) with { Choices = [.. choices] });

    /// <summary>Says a message with placeholders filled in.</summary>
    public void SayWith(string key, string name, string value) =>
        _messages.Add(Utterance.Of(key) with { Arguments = ImmutableDictionary<string, string>.Empty.Add(name, value) });

    /// <summary>Says a message that is made up already.</summary>
    public void Say(Utterance message) => _messages.Add(message);

    /// <summary>Says a message and what may be answered; a person and "no more messages" are always among it.</summary>
    public void Ask(string key, params IEnumerable<Choice> choices) => Say(key, [.. choices, Choices.Person, Choices.Stop]);

    /// <summary>Adds choices to what was said last.</summary>
    public void Offer(params IEnumerable<Choice> choices)
    {
        var last = _messages[^1];
        _messages[^1] = last with { Choices = [.. choices, Choices.Person, Choices.Stop] };
    }

    /// <summary>Adds a choice to what was said last unless its digit is there already.</summary>
    public void AlwaysOffer(Choice choice)
    {
        var last = _messages[^1];
        if (last.Choices.All(c => c.Digit != choice.Digit))
        {
            _messages[^1] = last with { Choices = last.Choices.Add(choice) };
        }
    }

    /// <summary>Says that what was said last waits for the secret.</summary>
    public void AwaitSecret() => _messages[^1] = _messages[^1] with { Expects = Expected.Secret };

    /// <summary>Says that what was said last waits for the caller's own words.</summary>
    public void AwaitSpokenWords() => _messages[^1] = _messages[^1] with { Expects = Expected.SpokenWords };

    /// <summary>Notes something the service must do.</summary>
    public void Do(Effect effect) => _effects.Add(effect);

    /// <summary>Moves the innermost dialog to a step, remembering values.</summary>
    public void MoveTo(int step, ImmutableDictionary<string, string>? values = null) =>
        State = State with { Stack = State.Stack.SetItem(State.Stack.Count - 1, Frame with { Step = step, Values = values ?? Frame.Values }) };

    /// <summary>Leaves whatever was going on and starts a dialog.</summary>
    public async Task<DialogStatus> StartAsync(string dialog)
    {
        State = State with { Stack = [new DialogFrame(dialog, 0, ImmutableDictionary<string, string>.Empty)] };
        var status = await Dialogs[dialog].BeginAsync(this);
        if (status == DialogStatus.Complete)
        {
            EndDialog();
        }

        return DialogStatus.Waiting;
    }

    /// <summary>Notes that the words were understood; always true, so that a rule can end with it.</summary>
    internal bool Understood()
    {
        State = State with { Misunderstood = 0 };
        return true;
    }

    /// <summary>Leaves the innermost dialog.</summary>
    public void EndDialog()
    {
        if (!State.Stack.IsEmpty)
        {
            State = State with { Stack = State.Stack.RemoveAt(State.Stack.Count - 1) };
        }
    }
}

/// <summary>The choices every dialog shares: one digit, one meaning, by text and by key.</summary>
public static class Choices
{
    /// <summary>A person, everywhere.</summary>
    public static Choice Person { get; } = new('0', "choice.person");

    /// <summary>No more messages, everywhere.</summary>
    public static Choice Stop { get; } = new('9', "choice.stop");

    /// <summary>The next part.</summary>
    public static Choice More { get; } = new('1', "choice.more");

    /// <summary>Looking for somebody.</summary>
    public static Choice LookingFor { get; } = new('4', "choice.looking-for");

    /// <summary>How a visit is asked for.</summary>
    public static Choice Visit { get; } = new('5', "choice.visit");

    /// <summary>Somebody asks for money.</summary>
    public static Choice Money { get; } = new('6', "choice.money");

    /// <summary>By telephone: words of their own, after a tone.</summary>
    public static Choice OwnWords { get; } = new('7', "voice.own-words");
}
