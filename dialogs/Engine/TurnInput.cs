namespace FamilyLink.Dialogs;

/// <summary>How the person is talking to us: reading text, or hearing and pressing keys.</summary>
public enum Medium
{
    /// <summary>SMS, Messenger, web chat: words on a screen.</summary>
    Text,

    /// <summary>A telephone call: recordings and keys.</summary>
    Voice,
}

/// <summary>Why a turn is taking place.</summary>
public enum InputKind
{
    /// <summary>The person wrote or pressed something.</summary>
    Message,

    /// <summary>The person opened a chat and has said nothing yet, as by Messenger's "Get Started".</summary>
    Started,

    /// <summary>The service itself opens the conversation (an approved notice is waiting, a check-in is due).</summary>
    Opening,

    /// <summary>The person sent a picture, a voice note or a file, and no words: we do not take them (S16).</summary>
    Attachment,

    /// <summary>A caller pressed nothing in the time allowed.</summary>
    Silence,

    /// <summary>Somebody calls, and nothing was said yet.</summary>
    Call,

    /// <summary>A caller wants to hear it again.</summary>
    Again,

    /// <summary>A caller was being connected with a person, and nobody answered.</summary>
    NobodyAnswered,

    /// <summary>A caller spoke after the tone; the text is the provider's id of the recording, empty when nothing was said.</summary>
    Recorded,
}

/// <summary>One thing that happened in a conversation. No dialog knows which channel it came by.</summary>
/// <param name="Kind">Why the turn takes place.</param>
/// <param name="Text">What the person wrote or keyed, exactly as received; empty for openings and silence.</param>
/// <param name="Medium">Whether the answer will be read or heard.</param>
/// <param name="Opening">For <see cref="InputKind.Opening"/>: which opening, see <see cref="Openings"/>.</param>
public sealed record TurnInput(InputKind Kind, string Text, Medium Medium = Medium.Text, string? Opening = null)
{
    /// <summary>A message by text, the common case.</summary>
    public static TurnInput Message(string text) => new(InputKind.Message, text);
}

/// <summary>The reasons the service may speak first. Every opening is neutral (S8).</summary>
public static class Openings
{
    /// <summary>An approved notice waits for this person.</summary>
    public const string News = "news";

    /// <summary>An approved court update waits for this person.</summary>
    public const string Court = "court";

    /// <summary>An agreed check-in is due.</summary>
    public const string CheckIn = "check-in";

    /// <summary>The first check-in of a plan: after it a second safe way is asked for, once.</summary>
    public const string CheckInFirst = "check-in-first";

    /// <summary>The same, each third time: stopping is offered in other words.</summary>
    public const string CheckInThird = "check-in-third";

    /// <summary>The last check-in of a plan: after it the person is asked whether to go on.</summary>
    public const string CheckInLast = "check-in-last";

    /// <summary>Whether it is one of the check-ins.</summary>
    public static bool IsCheckIn(string? opening) => opening is CheckIn or CheckInFirst or CheckInThird or CheckInLast;
}
