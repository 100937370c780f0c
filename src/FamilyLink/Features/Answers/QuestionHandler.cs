using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs;

namespace FamilyLink.Features.Answers;

/// <summary>Counts what was answered and keeps what was not, in the transaction of the turn.</summary>
public sealed class QuestionHandler(FieldEncryptor encryptor, KeyedHasher hasher) : IEffectHandler
{
    private const int Longest = 300;

    private const string Count = "INSERT INTO topic_week (week, topic, times) VALUES (@0, @1, 1) ON CONFLICT (week, topic) DO UPDATE SET times = topic_week.times + 1";

    private const string InsertKey = "INSERT INTO person_keys (id, wrapped, erased_at) VALUES (@0, @1, NULL)";

    private const string Insert = "INSERT INTO question (id, week, language, asker, person_key_id, words) VALUES (@0, @1, @2, @3, @4, @5)";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Effects { get; } = [typeof(QuestionAnswered), typeof(QuestionUnanswered)];

    /// <inheritdoc/>
    public Task ApplyAsync(Effect effect, EffectContext context, WriteSession session)
    {
        var week = WeekOf(context.Sender.Now);
        if (effect is QuestionAnswered answered)
        {
            session.Execute(Count, week, answered.Topic);
        }
        else if (effect is QuestionUnanswered { Words: var words, Language: var language } && words.Length <= Longest && Nameless.Strip(words) is { Length: > 2 } kept)
        {
            var key = encryptor.NewKey();
            session.Execute(InsertKey, key.Id, key.Wrapped);
            session.Execute(
                Insert,
                Guid.NewGuid(),
                week,
                language,
                hasher.OfAddress($"question:{week:yyyy-MM-dd}:{context.Sender.ConversationId:N}"),
                key.Id,
                encryptor.Encrypt(key.Id, "question.words", kept).Bytes);
        }

        return Task.CompletedTask;
    }

    /// <summary>The Monday of a moment's week, UTC.</summary>
    public static DateTime WeekOf(DateTime utc) => DateTime.SpecifyKind(utc.Date.AddDays(-(((int)utc.DayOfWeek + 6) % 7)), DateTimeKind.Utc);
}
