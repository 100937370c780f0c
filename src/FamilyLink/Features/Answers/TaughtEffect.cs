using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>Words that are answered otherwise with a taught sentence than without it.</summary>
/// <param name="Language">Their language.</param>
/// <param name="Words">The words.</param>
/// <param name="Before">A sign, a topic, <c>maybe</c>, <c>noise</c> or <c>not understood</c>.</param>
/// <param name="After">The same, with the sentence published.</param>
public sealed record ChangedWords(string Language, string Words, string Before, string After);

/// <summary>What publishing a taught sentence does.</summary>
/// <param name="Itself">The sentence itself; before and after are the same when it changes nothing.</param>
/// <param name="Bank">The sentences of the bank that change.</param>
/// <param name="AgainstBank">How many of them the bank says are something else.</param>
/// <param name="Kept">How many of the kept questions change.</param>
/// <param name="Shown">Those of them that enough people asked alike.</param>
public sealed record EffectOfTeaching(ChangedWords Itself, IReadOnlyList<ChangedWords> Bank, int AgainstBank, int Kept, IReadOnlyList<QuestionGroup> Shown);

/// <summary>Shows before anything is published what it changes: in the bank, and in what people asked of late.</summary>
public sealed class TaughtEffect(FamilyLinkContext db, FieldEncryptor encryptor, ITopicClassifier classifier, ISignalDetector detector, TaughtWords taught, TimeProvider clock)
{
    private const int Weeks = 8;
    private const int MostQuestions = 2_000;

    /// <summary>What a sentence changes, compared with what is published now without it.</summary>
    public async Task<EffectOfTeaching> OfAsync(TaughtMark mark, string language, string words, CancellationToken cancellation)
    {
        var before = new TaughtMarks(taught.Now.Marks.Remove(mark));
        var after = new TaughtMarks(before.Marks.Add(mark));
        ChangedWords Compare(string inLanguage, string text) => new(inLanguage, text, Answer(before, inLanguage, text), Answer(after, inLanguage, text));

        var bank = BankSentences.All.Where(s => TaughtSounds.IsLike(mark, s.Sounds))
            .Select(s => (Sentence: s, Change: Compare(s.Language, s.Words)))
            .Where(s => s.Change.Before != s.Change.After)
            .ToList();

        // The running week is left out here too: two looks at it would show what one person added.
        var current = QuestionHandler.WeekOf(clock.GetUtcNow().UtcDateTime);
        var from = current.AddDays(-7 * Weeks);
        var kept = await db.Set<Question>().AsNoTracking().Where(q => q.Week >= from && q.Week < current).OrderByDescending(q => q.Week).ThenBy(q => q.Id).Take(MostQuestions).ToListAsync(cancellation);
        var changed = kept
            .Select(q => (Question: q, Words: encryptor.DecryptIfKept(q.PersonKeyId, "question.words", q.Words)))
            .Where(q => q.Words is not null && TaughtSounds.IsLike(mark, TaughtSounds.Stretches(q.Words)))
            .Where(q => Compare(q.Question.Language, q.Words!) is var change && change.Before != change.After)
            .Select(q => new KeptQuestion(Convert.ToHexString(q.Question.Asker), q.Question.Language, q.Words!))
            .ToList();
        return new(
            Compare(language, words),
            [.. bank.Select(b => b.Change)],
            bank.Count(b => b.Change.After != LabelOf(b.Sentence)),
            changed.Count,
            QuestionGroups.Of(changed));
    }

    /// <summary>A sentence of danger in the bank that would be taken for noise, or null: what is like one is nobody's advert (S14).</summary>
    public static bool SilencesDanger(TaughtMark mark) => mark.Kind == TaughtKind.Noise && BankSentences.All.Any(s => s.IsDanger && TaughtSounds.IsLike(mark, s.Sounds));

    private static string LabelOf(BankSentence sentence) => sentence.IsDanger ? sentence.Signal : sentence.Topic == TopicMatcher.NoTopic ? TaughtAnswers.NotUnderstood : sentence.Topic;

    // In the engine's order: a sign, a maybe, a topic, and only then noise.
    private string Answer(TaughtMarks marks, string language, string text)
    {
        var heard = new TaughtSignalDetector(detector, marks);
        return heard.Detect(text) switch
        {
            { Certainty: Certainty.Sign, Signal: { } signal } => signal,
            { Certainty: Certainty.Maybe } => TaughtAnswers.Maybe,
            _ => new TaughtTopicClassifier(classifier, heard, marks).Classify(language, text).Topic ?? (Noise.IsNoise(text) ? TaughtAnswers.Noise : marks.Find(TaughtKind.Noise, text) ?? TaughtAnswers.NotUnderstood),
        };
    }
}

/// <summary>What words can be answered as, besides signs and topics.</summary>
public static class TaughtAnswers
{
    /// <summary>Somebody may be in danger: the service asks back.</summary>
    public const string Maybe = "maybe";

    /// <summary>A machine sent it.</summary>
    public const string Noise = "noise";

    /// <summary>A person reads it.</summary>
    public const string NotUnderstood = "not understood";
}
