using FamilyLink.Dialogs;

namespace FamilyLink.Conversations;

/// <summary>A question to the library of answers.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Language">The language of the turn.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Country">The country whose network the phone is on, as <c>LA</c> or <c>TH</c>, or null: short numbers work nowhere else (S15).</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record AnswerAsked(string Topic, string Language, Medium Medium, string? Country, DateTime Now);

/// <summary>One reviewed text that staff may send as it stands.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Part">The number of the part, from 0.</param>
/// <param name="Words">The exact words.</param>
public sealed record Snippet(string Topic, int Part, string Words);

/// <summary>The library of reviewed answers; implemented where answers live.</summary>
public interface IAnswerLibrary
{
    /// <summary>What may be told now (S13, S15); <see cref="TopicAnswer.None"/> when nothing reviewed and unexpired is there.</summary>
    Task<TopicAnswer> FindAsync(AnswerAsked asked, CancellationToken cancellation);

    /// <summary>Every reviewed and unexpired text in a language, for staff to send as it stands.</summary>
    Task<IReadOnlyList<Snippet>> SnippetsAsync(string language, string? country, DateTime now, CancellationToken cancellation);
}
