using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Audit;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>An answer or a fact could not be changed as asked; the message is for the person at the desk.</summary>
public sealed class AnswerRefusedException(string message) : Exception(message);

/// <summary>Writing, reviewing, publishing and withdrawing answers and facts (S13). A version is never changed, only followed by another.</summary>
public sealed class AnswerService(FamilyLinkContext db, AnswerDrafts drafts, TimeProvider clock)
{
    /// <summary>The most parts an answer may have.</summary>
    public const int MostParts = 5;

    /// <summary>Stores a new version as a draft.</summary>
    /// <exception cref="AnswerRefusedException">A part may not be said as it is; the message says which and why not.</exception>
    public async Task<AnswerVersion> WriteAsync(
        string topic, string language, IReadOnlyList<AnswerPart> parts, IEnumerable<string> related, DateTime? verifiedOn, DateTime expiresAt, Guid writer, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (parts.Count is 0 or > MostParts)
        {
            throw new AnswerRefusedException($"Write one to {MostParts} messages.");
        }

        foreach (var (part, number) in parts.Select((p, i) => (p, i + 1)))
        {
            if (part.Source.Length == 0)
            {
                throw new AnswerRefusedException($"Message {number}: name the source.");
            }

            foreach (var words in new[] { part.Words, part.Spoken }.OfType<string>())
            {
                if (StaffWordRules.ProblemsForEverybody(words, language) is [var problem, ..])
                {
                    throw new AnswerRefusedException($"Message {number}: {problem}");
                }
            }
        }

        if (verifiedOn > now || expiresAt <= now)
        {
            throw new AnswerRefusedException("The day of checking lies in the past, the day of expiry in the future.");
        }

        var version = new AnswerVersion
        {
            Topic = topic,
            Language = language,
            Version = await db.Set<AnswerVersion>().Where(a => a.Topic == topic && a.Language == language).MaxAsync(a => (int?)a.Version, cancellation) + 1 ?? 1,
            Parts = JsonSerializer.Serialize(parts.Select(p => p with { Words = ScriptText.ForSending(p.Words), Spoken = p.Spoken is null ? null : ScriptText.ForSending(p.Spoken) })),
            Related = string.Join(',', related.Where(drafts.Related.ContainsKey)),
            VerifiedOn = verifiedOn,
            ExpiresAt = expiresAt,
            State = AnswerState.Draft,
            WrittenBy = writer,
            WrittenAt = now,
        };
        db.Add(version);
        db.Audit(AuditFact.Staff(writer, "answer.written", $"answer:{version.Id:N}", $"{topic} {language} {version.Version}"));
        await db.SaveChangesAsync(cancellation);
        return version;
    }

    /// <summary>Publishes a draft that somebody else wrote; the version before is replaced.</summary>
    /// <exception cref="AnswerRefusedException">They wrote it, a source was never read, or a part is from memory or uncertain.</exception>
    public async Task PublishAsync(Guid id, Guid reviewer, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var version = await db.Set<AnswerVersion>().SingleAsync(a => a.Id == id, cancellation);
        Refuse(version.State, version.WrittenBy, version.ExpiresAt, reviewer, now);
        if (!await db.SpeaksAsync(reviewer, version.Language, cancellation))
        {
            throw new AnswerRefusedException("Only a native speaker of this language publishes it. An administrator writes down who is one.");
        }

        var parts = JsonSerializer.Deserialize<AnswerPart[]>(version.Parts)!;
        if (parts.FirstOrDefault(p => !AnswerDrafts.MayBeTold(p.Code)) is not null)
        {
            throw new AnswerRefusedException("A message in it is from memory or uncertain (M, U). Somebody reads a source first.");
        }

        if (version.VerifiedOn is null && parts.Any(p => p.Code == "V"))
        {
            throw new AnswerRefusedException("A page named as source has not been opened again. The writer opens it and notes the day.");
        }

        foreach (var before in await db.Set<AnswerVersion>().Where(a => a.Topic == version.Topic && a.Language == version.Language && a.State == AnswerState.Published).ToListAsync(cancellation))
        {
            before.State = AnswerState.Replaced;
        }

        version.State = AnswerState.Published;
        version.ReviewedBy = reviewer;
        version.ReviewedAt = now;
        db.Audit(AuditFact.Staff(reviewer, "answer.published", $"answer:{id:N}", $"{version.Topic} {version.Language} {version.Version}"));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Takes a published answer back: a person answers from now on.</summary>
    public async Task WithdrawAsync(Guid id, Guid staff, CancellationToken cancellation)
    {
        var version = await db.Set<AnswerVersion>().SingleAsync(a => a.Id == id, cancellation);
        if (version.State != AnswerState.Published)
        {
            throw new AnswerRefusedException("Only a published answer can be withdrawn.");
        }

        version.State = AnswerState.Withdrawn;
        db.Audit(AuditFact.Staff(staff, "answer.withdrawn", $"answer:{id:N}"));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Stores a new version of a fact as a draft.</summary>
    /// <exception cref="AnswerRefusedException">Something is missing.</exception>
    public async Task<FactVersion> WriteFactAsync(FactVersion fact, CancellationToken cancellation)
    {
        if (fact.Value.Length == 0 || fact.Source.Length == 0)
        {
            throw new AnswerRefusedException("Write the value and where it comes from.");
        }

        if (fact.ExpiresAt <= fact.WrittenAt || fact.VerifiedOn > fact.WrittenAt)
        {
            throw new AnswerRefusedException("The day of checking lies in the past, the day of expiry in the future.");
        }

        db.Add(fact);
        db.Audit(AuditFact.Staff(fact.WrittenBy, "fact.written", $"fact:{fact.Id:N}", $"{fact.Key} {fact.Version}"));
        await db.SaveChangesAsync(cancellation);
        return fact;
    }

    /// <summary>Publishes a fact that somebody else checked; a number must have been called (S15).</summary>
    /// <exception cref="AnswerRefusedException">They wrote it, or nobody has checked it.</exception>
    public async Task PublishFactAsync(Guid id, Guid reviewer, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var fact = await db.Set<FactVersion>().SingleAsync(f => f.Id == id, cancellation);
        Refuse(fact.State, fact.WrittenBy, fact.ExpiresAt, reviewer, now);
        if (!AnswerDrafts.MayBeTold(fact.Code))
        {
            throw new AnswerRefusedException("It is from memory or uncertain (M, U). Somebody reads a source first.");
        }

        if (fact.VerifiedOn is null || (fact.Kind == "number" && fact.LanguagesConfirmed.Length == 0))
        {
            throw new AnswerRefusedException(fact.Kind == "number"
                ? "Nobody has called this number and noted the day and the languages answered in (S15)."
                : "Nobody has read the source again and noted the day.");
        }

        foreach (var before in await db.Set<FactVersion>().Where(f => f.Key == fact.Key && f.State == AnswerState.Published).ToListAsync(cancellation))
        {
            before.State = AnswerState.Replaced;
        }

        fact.State = AnswerState.Published;
        fact.ReviewedBy = reviewer;
        fact.ReviewedAt = now;
        db.Audit(AuditFact.Staff(reviewer, "fact.published", $"fact:{id:N}", $"{fact.Key} {fact.Version}"));
        await db.SaveChangesAsync(cancellation);
    }

    private static void Refuse(AnswerState state, Guid writer, DateTime expiresAt, Guid reviewer, DateTime now)
    {
        if (state != AnswerState.Draft)
        {
            throw new AnswerRefusedException("It is not waiting for a review.");
        }

        if (writer == reviewer)
        {
            throw new AnswerRefusedException("You wrote it. Somebody else reads and publishes it.");
        }

        if (expiresAt <= now)
        {
            throw new AnswerRefusedException("It has expired. Write it again.");
        }
    }
}
