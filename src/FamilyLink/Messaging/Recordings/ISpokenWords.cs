namespace FamilyLink.Messaging.Recordings;

/// <summary>Reviewed words that a call may say and that are no prompt of the dialogs, such as a part of an answer.</summary>
/// <param name="Key">The key of their recording, made of the words themselves: other words need another recording.</param>
/// <param name="Words">The words to read; for Khmu the Lao words to say in Khmu.</param>
/// <param name="About">What they belong to, such as a topic's id.</param>
public sealed record SpokenWords(string Key, string Words, string About);

/// <summary>Lists what there is to record beside the prompts.</summary>
public interface ISpokenWords
{
    /// <summary>The words that may be told now in a language.</summary>
    Task<IReadOnlyList<SpokenWords>> ListAsync(string language, CancellationToken cancellation);
}
