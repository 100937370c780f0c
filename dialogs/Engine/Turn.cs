using System.Collections.Immutable;

namespace FamilyLink.Dialogs;

/// <summary>Something to say, by message key; the renderer for the medium turns it into words, recordings or quick replies.</summary>
/// <param name="Key">The message key in the localization resources.</param>
/// <param name="Arguments">Values for named placeholders such as <c>{hours}</c>.</param>
/// <param name="Choices">What may be answered, in order; empty when nothing is asked.</param>
/// <param name="Verbatim">Exact text that people approved, said instead of the key's wording; it is never changed by a renderer.</param>
public sealed record Utterance(
    string Key,
    ImmutableDictionary<string, string> Arguments,
    ImmutableList<Choice> Choices,
    string? Verbatim = null)
{
    /// <summary>What kind of answer it waits for: by telephone a secret is more than one key.</summary>
    public Expected Expects { get; init; }

    /// <summary>A message without placeholders or choices.</summary>
    public static Utterance Of(string key) => new(key, ImmutableDictionary<string, string>.Empty, []);
}

/// <summary>The kinds of answers that are waited for.</summary>
public enum Expected
{
    /// <summary>One of the choices.</summary>
    Choice,

    /// <summary>The secret handed over in person (S6).</summary>
    Secret,

    /// <summary>The caller's own words, spoken after a tone.</summary>
    SpokenWords,
}

/// <summary>One possible answer: the same digit by text and by key, everywhere.</summary>
/// <param name="Digit">The key to press, <c>0</c> a person and <c>9</c> stop everywhere.</param>
/// <param name="Key">The message key of its label.</param>
public sealed record Choice(char Digit, string Key);

/// <summary>Something the service must do because of a turn, in the same transaction that stores the reply.</summary>
public abstract record Effect;

/// <summary>The person said STOP: cancel everything queued, on every channel (S3).</summary>
/// <param name="InDanger">The same words were a sign of danger: what a caseworker has written to them is not cancelled.</param>
public sealed record OptedOut(bool InDanger = false) : Effect;

/// <summary>The person asked to be written to again (S3).</summary>
public sealed record OptedIn : Effect;

/// <summary>The person chose a language.</summary>
/// <param name="Language">A language code.</param>
public sealed record LanguageChosen(string Language) : Effect;

/// <summary>A secret was tried. The service counts failures, locks, remembers success for this conversation only (S6) and acts on duress (S7).</summary>
/// <param name="Check">What the verification port answered.</param>
public sealed record SecretTried(SecretCheck Check) : Effect;

/// <summary>A person at the desk must do something.</summary>
/// <param name="Kind">What kind of work, see <see cref="TaskKinds"/>.</param>
/// <param name="Detail">What the person wrote, if the task needs it; stored encrypted.</param>
/// <param name="Signal">The safety signal that raised it, or null.</param>
/// <param name="Urgent">True when somebody is needed now, whatever the signal says.</param>
public sealed record TaskOpened(string Kind, string? Detail = null, string? Signal = null, bool Urgent = false) : Effect;

/// <summary>A caller left words of their own; the service fetches them from the provider.</summary>
/// <param name="RecordingId">The provider's id of the recording.</param>
public sealed record VoiceMessageLeft(string RecordingId) : Effect;

/// <summary>A part of an approved notice was told to the verified person.</summary>
/// <param name="NoticeId">Which notice.</param>
/// <param name="Part">The number of the part, from 1.</param>
/// <param name="Last">Whether nothing of it is left untold.</param>
public sealed record NoticeTold(Guid NoticeId, int Part, bool Last) : Effect;

/// <summary>What a person said after an approved court update.</summary>
/// <param name="NoticeId">Which notice.</param>
/// <param name="Reply">What they said.</param>
public sealed record CourtReplied(Guid NoticeId, CourtReply Reply) : Effect;

/// <summary>What may be said after a court update.</summary>
public enum CourtReply
{
    /// <summary>I understood.</summary>
    Understood,

    /// <summary>I have a question.</summary>
    Question,

    /// <summary>Part of the money is missing.</summary>
    PartMissing,

    /// <summary>Call me about this.</summary>
    CallMe,
}

/// <summary>The person answered an agreed check-in.</summary>
/// <param name="Answer">What they answered.</param>
public sealed record CheckInAnswered(CheckInAnswer Answer) : Effect;

/// <summary>What may be answered to a check-in.</summary>
public enum CheckInAnswer
{
    /// <summary>I am fine.</summary>
    Fine,

    /// <summary>I need something.</summary>
    Need,

    /// <summary>Call me.</summary>
    CallMe,

    /// <summary>Anything else: they are there, and somebody reads what they wrote.</summary>
    Words,
}

/// <summary>What the person needs who answered "I need something".</summary>
/// <param name="Need"><c>health</c>, <c>money</c>, <c>school</c>, <c>work</c>, <c>papers</c>, <c>family</c> or <c>safety</c>.</param>
public sealed record CheckInNeedNamed(string Need) : Effect;

/// <summary>What the person wants of the check-ins to come.</summary>
/// <param name="Wish">What.</param>
public sealed record CheckInWished(CheckInWish Wish) : Effect;

/// <summary>What may be wanted of the check-ins to come.</summary>
public enum CheckInWish
{
    /// <summary>Less often.</summary>
    LessOften,

    /// <summary>Not for a month.</summary>
    PauseAMonth,

    /// <summary>No more.</summary>
    End,

    /// <summary>Go on after the last.</summary>
    GoOn,
}

/// <summary>A topic of the library was answered; counted by the week.</summary>
/// <param name="Topic">The topic.</param>
public sealed record QuestionAnswered(string Topic) : Effect;

/// <summary>Words that nothing understood, kept without names and numbers so that the library can grow.</summary>
/// <param name="Words">The words as they came; the handler takes out what could name somebody.</param>
/// <param name="Language">The language of the turn.</param>
public sealed record QuestionUnanswered(string Words, string Language) : Effect;

/// <summary>The service answers again after a person had taken over.</summary>
public sealed record HumanReleased : Effect;

/// <summary>The person asked that we write no more about this right now ("not a good time").</summary>
public sealed record Postponed : Effect;

/// <summary>The person says the number is not theirs (S19).</summary>
public sealed record WrongNumber : Effect;

/// <summary>The kinds of work a conversation can leave for a caseworker.</summary>
public static class TaskKinds
{
    /// <summary>The person asked to talk to somebody.</summary>
    public const string CallBack = "call-back";

    /// <summary>Somebody looks for a missing relative.</summary>
    public const string LookingFor = "looking-for";

    /// <summary>Words that may mean danger: to be read today.</summary>
    public const string ReadToday = "read-today";

    /// <summary>Words that nothing here could answer.</summary>
    public const string NotUnderstood = "not-understood";

    /// <summary>A safety signal was heard.</summary>
    public const string Safety = "safety";

    /// <summary>The person asked about something we may only tell by voice or by a person.</summary>
    public const string TellByVoice = "tell-by-voice";

    /// <summary>A question about a notice that was told.</summary>
    public const string NoticeQuestion = "notice-question";

    /// <summary>A question about a court update.</summary>
    public const string CourtQuestion = "court-question";

    /// <summary>Part of the money that a court update speaks of has not arrived.</summary>
    public const string CourtMoneyMissing = "court-money-missing";

    /// <summary>Somebody is to be called about a court update.</summary>
    public const string CourtCall = "court-call";

    /// <summary>The library has no reviewed answer in the person's language.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>Something to be done for the person: a part for a machine, a new number.</summary>
    public const string Request = "request";

    /// <summary>Words that answered a check-in.</summary>
    public const string CheckInWords = "check-in-words";

    /// <summary>The person knows a second safe way to be reached: somebody asks which.</summary>
    public const string CheckInSecondWay = "check-in-second-way";

    /// <summary>The same words again and again, or very many in a day: probably a machine.</summary>
    public const string TooMany = "too-many";

    /// <summary>A picture or a spoken message came, which is not kept: a person asks what it was.</summary>
    public const string LeftAttachment = "left-attachment";

    /// <summary>A caller left spoken words: somebody hears them today, because they may be a cry for help.</summary>
    public const string LeftVoiceMessage = "left-voice-message";

    /// <summary>Words where the secret was asked for that are not it: they are not kept, and somebody asks what they were.</summary>
    public const string WordsForSecret = "words-for-secret";

    /// <summary>The signal of somebody who chose "safety" when asked what they need.</summary>
    public const string SaidUnsafe = "danger.said-unsafe";

    /// <summary>Words were left for us outside any dialog.</summary>
    public const string LeftWords = "left-words";
}

/// <summary>What one turn came to.</summary>
/// <param name="State">The state to store.</param>
/// <param name="Messages">What to say, in order; empty means silence.</param>
/// <param name="Effects">What the service must do, in the same transaction.</param>
/// <param name="Kept">The person's words as they may be kept: without secrets, duress words and account numbers (S6, S7, S16).</param>
public sealed record TurnResult(ConversationState State, ImmutableList<Utterance> Messages, ImmutableList<Effect> Effects, string Kept)
{
    /// <summary>The name of the rule that ended the turn, for whoever asks why it was answered so; null when none did.</summary>
    public string? Rule { get; init; }

    /// <summary>Stands for words that were tried as a secret, or held a duress word.</summary>
    public const string SecretMark = "•••";
}
