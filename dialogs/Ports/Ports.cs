using System.Collections.Immutable;

namespace FamilyLink.Dialogs;

/// <summary>What a dialog may ask of the world during one turn. The host binds it to the conversation at hand, so no port takes a number or a name.</summary>
public interface IConversationPorts : IAnswerPorts
{
    /// <summary>True while the person is verified for this conversation (S6); the host lets it lapse.</summary>
    bool Verified { get; }

    /// <summary>True when this number asked us to stop and has not asked us to start again.</summary>
    bool OptedOut { get; }

    /// <summary>The language to begin in when the person's letters show none: that of the country the address belongs to, the same for known and unknown (S5); null when it belongs to neither.</summary>
    string? DefaultLanguage { get; }

    /// <summary>The languages this site offers, in menu order.</summary>
    ImmutableList<string> Languages { get; }

    /// <summary>True when a person answers at this hour.</summary>
    bool PersonOnDuty { get; }

    /// <summary>The day by the site's clock, counted from 1 January of year 1.</summary>
    int Today { get; }

    /// <summary>The duty hours as digits, such as <c>8-17</c>, in the site's own time zone.</summary>
    string DutyHours { get; }

    /// <summary>Tries a secret. Costs the same work whether or not anybody is enrolled on this conversation (S5), and never says why it failed.</summary>
    Task<SecretCheck> CheckSecretAsync(string secret, CancellationToken cancellation);

    /// <summary>
    /// Whether the words hold the duress word or number of somebody enrolled on this conversation (S7), or the word that is their secret (S6), in any
    /// spelling and in the middle of a sentence. The work is the same for everybody (S5).
    /// </summary>
    Task<AgreedWords> HearAgreedWordsAsync(string words, CancellationToken cancellation);

    /// <summary>What may be told, now, on this medium, to the contact verified in this conversation. Everything S1, S8, S11 and S12 ask is checked inside.</summary>
    Task<News> NewsAsync(CancellationToken cancellation);

    /// <summary>What may be told about the outcome of a court case; as <see cref="NewsAsync"/>, with its own consent (S2).</summary>
    Task<News> CourtAsync(CancellationToken cancellation);
}

/// <summary>What became of a tried secret.</summary>
/// <param name="Outcome">Accepted, refused, or duress.</param>
/// <param name="ContactId">The contact whose secret it was, when it was one.</param>
/// <param name="EnrolmentId">The enrolment it was tried against, for counting.</param>
/// <param name="Handle">The hash of the link number that came with it, when one did: counted like an address, known or not.</param>
/// <param name="Counts">False when it had not the form of the secret that was handed over: no try at it (S6).</param>
public sealed record SecretCheck(SecretOutcome Outcome, Guid? ContactId = null, Guid? EnrolmentId = null, byte[]? Handle = null, bool Counts = true);

/// <summary>What was agreed with a person, and was heard in their words.</summary>
/// <param name="Duress">Set when the duress word or number is among them.</param>
/// <param name="SecretSound">How the word sounds that is their secret, when it is among them: it is kept nowhere.</param>
public sealed record AgreedWords(SecretCheck? Duress = null, string? SecretSound = null)
{
    /// <summary>Nothing of that kind.</summary>
    public static AgreedWords None { get; } = new();
}

/// <summary>The outcomes of trying a secret. A locked or unknown enrolment is a refusal like any other.</summary>
public enum SecretOutcome
{
    /// <summary>Not accepted, for whatever reason.</summary>
    Refused,

    /// <summary>The right secret.</summary>
    Accepted,

    /// <summary>The duress word: the talk goes on blandly and a person is told silently (S7).</summary>
    Duress,
}

/// <summary>What may be told to a verified contact.</summary>
/// <param name="Kind">Whether, and how, there is something to tell.</param>
/// <param name="NoticeId">The notice to tell.</param>
/// <param name="Parts">The approved parts in order, exact words, in the person's language.</param>
/// <param name="AboutMoney">True when money was ordered or paid: the person may say that part of it is missing.</param>
public sealed record News(NewsKind Kind, Guid? NoticeId = null, ImmutableList<string>? Parts = null, bool AboutMoney = false)
{
    /// <summary>Nothing may be told.</summary>
    public static News Nothing { get; } = new(NewsKind.Nothing);
}

/// <summary>Whether and how there is something to tell.</summary>
public enum NewsKind
{
    /// <summary>Nothing that may be told now. A person at the desk can still look.</summary>
    Nothing,

    /// <summary>Approved text that may be told here and now.</summary>
    Tell,

    /// <summary>There is something that is only told while a person can answer, and nobody can now.</summary>
    WhenSomebodyCanAnswer,

    /// <summary>There is something, but not for a shared or unknown phone by text: by voice or by a person (S8).</summary>
    ByVoiceOnly,
}
