using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Localization;
using FamilyLink.Localization.Exchange;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Translations;

/// <summary>Why something was not done to a wording, in words for the person who tried.</summary>
public sealed class TranslationRefusedException(string message) : Exception(message);

/// <summary>A wording as it would be said next: the site's newest edition, or what is shipped.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Language">Its language.</param>
/// <param name="Medium">Read or heard.</param>
/// <param name="Text">The words, or null for a Khmu slot.</param>
/// <param name="Number">The edition; 0 for the shipped one.</param>
/// <param name="WrittenBy">Who wrote it; null for the shipped one.</param>
public sealed record CurrentWording(string Key, string Language, WordingMedium Medium, string? Text, int Number, Guid? WrittenBy);

/// <summary>What translators and reviewers do. Nothing is ever overwritten: an edit is a new edition, and a review is bound to the hash of some very words.</summary>
public sealed class TranslationService(FamilyLinkContext db, SiteWordings site, FamilyLink.Messaging.Recordings.PromptLibrary library, TimeProvider clock)
{
    /// <summary>The newest edition of every key in a language and medium, in the order of the source files.</summary>
    public async Task<IReadOnlyList<CurrentWording>> AllAsync(string language, WordingMedium medium, CancellationToken cancellation)
    {
        var rows = await db.Set<WordingVersion>().AsNoTracking().Where(v => v.Language == language && v.Medium == medium).ToListAsync(cancellation);
        var newest = rows.GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.MaxBy(v => v.Number)!);
        return [.. WordingSources.All.Select(s => Current(s.Key, language, medium, newest.GetValueOrDefault(s.Key)))];
    }

    /// <summary>What goes to a translator: every wording to be read, and of speech what differs from it.</summary>
    public async Task<IReadOnlyList<XliffUnit>> UnitsAsync(string language, ReviewLedger ledger, CancellationToken cancellation)
    {
        var units = new List<XliffUnit>();
        foreach (var medium in (WordingMedium[])[WordingMedium.Text, WordingMedium.Voice])
        {
            foreach (var wording in await AllAsync(language, medium, cancellation))
            {
                if (medium == WordingMedium.Text || Texts.SpeechDiffers(wording.Key) || wording.Number > 0)
                {
                    var source = WordingSources.Of(wording.Key, medium)!;
                    var note = language == Languages.Khmu ? $"{source.Comment} lo: {Texts.AsShipped(wording.Key, Languages.Lao, medium)}" : source.Comment;
                    units.Add(new(wording.Key, medium, source.English, wording.Text ?? "", note, ledger.StateOf(wording.Key, language, medium, wording.Text)));
                }
            }
        }

        return units;
    }

    /// <summary>The newest edition of one wording.</summary>
    public async Task<CurrentWording> CurrentAsync(string key, string language, WordingMedium medium, CancellationToken cancellation) =>
        Current(key, language, medium, await NewestAsync(key, language, medium, cancellation));

    /// <summary>Writes a new edition; the same words again change nothing.</summary>
    /// <exception cref="TranslationRefusedException">The words break a rule.</exception>
    public Task SaveAsync(string key, string language, WordingMedium medium, string text, Guid staff, CancellationToken cancellation) =>
        SaveAllAsync([new(key, language, medium, text)], staff, "wording.written", cancellation);

    /// <summary>Writes new editions of several wordings, all or none; those with the same words as before are left as they are. Returns how many were written.</summary>
    /// <exception cref="TranslationRefusedException">Some words break a rule, or somebody else wrote at the same time.</exception>
    public async Task<int> SaveAllAsync(IReadOnlyList<SiteWording> wordings, Guid staff, string action, CancellationToken cancellation)
    {
        var written = 0;
        foreach (var wording in wordings)
        {
            var now = await CurrentAsync(wording.Key, wording.Language, wording.Medium, cancellation);
            if (now.Text == wording.Text)
            {
                continue;
            }

            if (WordingRules.Faults(wording.Key, wording.Language, wording.Medium, wording.Text) is { Count: > 0 } faults)
            {
                throw new TranslationRefusedException($"{wording.Key}: " + string.Join(" ", faults.Select(f => f.Sentence)));
            }

            Add(now, wording.Text, asShipped: false, staff, action);
            written++;
        }

        await CommitAsync(cancellation);
        return written;
    }

    /// <summary>Brings an earlier edition back as a new one; 0 is the shipped wording. What was signed off before is signed off again, being the same words.</summary>
    /// <exception cref="TranslationRefusedException">There is no such edition.</exception>
    public async Task RevertAsync(string key, string language, WordingMedium medium, int number, Guid staff, CancellationToken cancellation)
    {
        var now = await CurrentAsync(key, language, medium, cancellation);
        if (number == 0)
        {
            Add(now, Texts.AsShipped(key, language, medium) ?? "", asShipped: true, staff, "wording.reverted");
        }
        else
        {
            var earlier = await db.Set<WordingVersion>().AsNoTracking()
                .SingleOrDefaultAsync(v => v.Key == key && v.Language == language && v.Medium == medium && v.Number == number, cancellation)
                ?? throw new TranslationRefusedException("There is no such edition.");
            Add(now, earlier.Text, earlier.AsShipped, staff, "wording.reverted");
        }

        await CommitAsync(cancellation);
    }

    /// <summary>Asks for a review of the words shown.</summary>
    /// <exception cref="TranslationRefusedException">The words have changed since they were shown.</exception>
    public Task AskAsync(string key, string language, WordingMedium medium, string hash, Guid staff, CancellationToken cancellation) =>
        DecideAsync(key, language, medium, hash, ReviewState.InReview, staff, cancellation);

    /// <summary>Says that the words shown are not right yet.</summary>
    /// <exception cref="TranslationRefusedException">The words have changed, are signed off already, or the reviewer is not a native speaker.</exception>
    public Task SendBackAsync(string key, string language, WordingMedium medium, string hash, Guid staff, CancellationToken cancellation) =>
        DecideAsync(key, language, medium, hash, ReviewState.Draft, staff, cancellation);

    /// <summary>Says that the words shown are right.</summary>
    /// <exception cref="TranslationRefusedException">The words have changed, break a rule, or the reviewer wrote them or is not a native speaker.</exception>
    public Task SignAsync(string key, string language, WordingMedium medium, string hash, Guid staff, CancellationToken cancellation) =>
        DecideAsync(key, language, medium, hash, ReviewState.SignedOff, staff, cancellation);

    /// <summary>Leaves a comment for the others.</summary>
    /// <exception cref="TranslationRefusedException">There are no words, or too many.</exception>
    public async Task CommentAsync(string key, string language, string? text, Guid staff, CancellationToken cancellation)
    {
        var words = (text ?? "").Trim();
        if (words.Length is 0 or > 1_000)
        {
            throw new TranslationRefusedException("A comment has 1 to 1000 letters.");
        }

        db.Set<WordingComment>().Add(new() { Key = key, Language = language, Text = words, By = staff, At = clock.GetUtcNow().UtcDateTime });
        await db.SaveChangesAsync(cancellation);
    }

    private async Task DecideAsync(string key, string language, WordingMedium medium, string hash, ReviewState state, Guid staff, CancellationToken cancellation)
    {
        var now = await CurrentAsync(key, language, medium, cancellation);
        if (now.Text is null || ReviewLedger.HashOf(now.Text) != hash)
        {
            throw new TranslationRefusedException("These words have changed since you opened the page. Read them again.");
        }

        var native = "";
        if (state != ReviewState.InReview)
        {
            var speaks = await db.Set<NativeSpeaker>().AnyAsync(s => s.StaffId == staff && s.ConfirmedBy != null && s.Language == language, cancellation);
            native = speaks ? language : throw new TranslationRefusedException("Only a native speaker of this language decides. An administrator writes down who is one.");
        }

        var before = site.Ledger.StateOf(key, language, medium, now.Text);
        if (state == ReviewState.SignedOff && now.WrittenBy == staff)
        {
            throw new TranslationRefusedException("You wrote these words. A second native speaker signs them off.");
        }

        if (state != ReviewState.SignedOff && before == ReviewState.SignedOff)
        {
            throw new TranslationRefusedException("These words are signed off. Write other words instead.");
        }

        if (state == ReviewState.SignedOff && WordingRules.Faults(key, language, medium, now.Text) is { Count: > 0 } faults)
        {
            throw new TranslationRefusedException(string.Join(" ", faults.Select(f => f.Sentence)));
        }

        if (before == state)
        {
            return;
        }

        db.Set<WordingReview>().Add(new()
        {
            Key = key,
            Language = language,
            Medium = medium,
            Hash = hash,
            State = state,
            By = staff,
            NativeSpeakerOf = native,
            At = clock.GetUtcNow().UtcDateTime,
        });
        var action = state switch { ReviewState.SignedOff => "wording.signed-off", ReviewState.InReview => "wording.review-asked", _ => "wording.sent-back" };
        db.Audit(AuditFact.Staff(staff, action, Subject(key, language, medium), hash[..16]));
        await CommitAsync(cancellation);
    }

    private void Add(CurrentWording now, string text, bool asShipped, Guid staff, string action)
    {
        var hash = ReviewLedger.HashOf(text);
        db.Set<WordingVersion>().Add(new()
        {
            Key = now.Key,
            Language = now.Language,
            Medium = now.Medium,
            Number = now.Number + 1,
            Text = text,
            Hash = hash,
            AsShipped = asShipped,
            WrittenBy = staff,
            WrittenAt = clock.GetUtcNow().UtcDateTime,
        });
        db.Audit(AuditFact.Staff(staff, action, Subject(now.Key, now.Language, now.Medium), hash[..16]));
    }

    private async Task CommitAsync(CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            throw new TranslationRefusedException("Somebody else wrote at the same time. Nothing was changed; look at their words and try again.");
        }

        await site.RefreshAsync(cancellation);
        await library.RefreshAsync(cancellation);
    }

    private Task<WordingVersion?> NewestAsync(string key, string language, WordingMedium medium, CancellationToken cancellation) => db.Set<WordingVersion>().AsNoTracking()
        .Where(v => v.Key == key && v.Language == language && v.Medium == medium).OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellation);

    private static CurrentWording Current(string key, string language, WordingMedium medium, WordingVersion? newest) => new(
        key,
        language,
        medium,
        newest is null || newest.AsShipped ? Texts.AsShipped(key, language, medium) : newest.Text,
        newest?.Number ?? 0,
        newest is null || newest.AsShipped ? null : newest.WrittenBy);

    private static string Subject(string key, string language, WordingMedium medium) => $"wording:{key}:{language}:{medium.ToString().ToLowerInvariant()}";
}
