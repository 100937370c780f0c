using System.Security.Cryptography;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Recordings;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Studio;

/// <summary>How far a prompt is in one language.</summary>
public enum PromptState
{
    /// <summary>Nobody has recorded it.</summary>
    Missing,

    /// <summary>It says other words than those of today: it is played no more.</summary>
    Outdated,

    /// <summary>A second native speaker has not heard it yet.</summary>
    Recorded,

    /// <summary>Signed: it is played in Live.</summary>
    SignedOff,
}

/// <summary>One prompt of the list.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Words">The words to read; for Khmu the Lao words to say in Khmu.</param>
/// <param name="State">How far it is.</param>
/// <param name="RecordingId">The newest recording that was not taken back.</param>
/// <param name="Milliseconds">Its length.</param>
/// <param name="About">What the words belong to when they are no prompt of the dialogs, such as a topic.</param>
public sealed record StudioRow(string Key, string Words, PromptState State, Guid? RecordingId, int Milliseconds, string? About = null);

/// <summary>Takes recordings of the prompts, has them signed by a second native speaker by the hash of their sound, and takes them back (S11, S13).</summary>
public sealed class RecordingService(
    FamilyLinkContext db, FieldEncryptor encryptor, AudioConverter converter, PromptLibrary library, IEnumerable<ISpokenWords> others, IOptions<FamilyLinkOptions> options, TimeProvider clock)
{
    /// <summary>Most letters of a speaker's name and of a dialect.</summary>
    public const int LongestName = 60;

    // Where calls lead first. Calls are not counted by prompt yet, so the order is ours.
    private static readonly string[] First =
        ["language.", "menu.", "voice.", "choice.", "person.", "safety.", "stop.", "verify.", "opening.", "news.", "block.", "check", "court.", "answer."];

    private static readonly IReadOnlyList<string> Ordered = [.. VoiceKeys.All.OrderBy(Rank).ThenBy(k => k, StringComparer.Ordinal)];

    /// <summary>Every prompt of a language and then every part of its answers, what is missing first, and among that what is heard first.</summary>
    public async Task<IReadOnlyList<StudioRow>> ListAsync(string language, CancellationToken cancellation)
    {
        var newest = (await db.Set<VoiceRecording>().AsNoTracking().Where(r => r.Language == language && r.WithdrawnAt == null)
                .Select(r => new { r.Id, r.Key, r.WordsHash, r.Milliseconds, Signed = r.SignedAt != null }).ToListAsync(cancellation))
            .GroupBy(r => r.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.MaxBy(r => r.Id)!, StringComparer.Ordinal);
        var all = Ordered.Select(key => (Key: key, Words: Texts.Spoken(key, language).Text, About: (string?)null)).Concat((await OthersAsync(language, cancellation)).Select(o => (o.Key, o.Words, (string?)o.About)));
        return [.. all.Select(one =>
        {
            var (key, words, about) = one;
            var found = newest.GetValueOrDefault(key);
            var state = found is null ? PromptState.Missing : found.WordsHash != ReviewLedger.HashOf(words) ? PromptState.Outdated : found.Signed ? PromptState.SignedOff : PromptState.Recorded;
            return new StudioRow(key, words, state, found?.Id, found?.Milliseconds ?? 0, about);
        }).OrderBy(row => row.State)];
    }

    /// <summary>The words of a key as they are now, and what they belong to; null when there is none with this key.</summary>
    public async Task<(string Words, string? About)?> WordsOfAsync(string key, string language, CancellationToken cancellation) =>
        VoiceKeys.All.Contains(key) ? (Texts.Spoken(key, language).Text, null)
        : (await OthersAsync(language, cancellation)).FirstOrDefault(o => o.Key == key) is { } other ? (other.Words, other.About)
        : null;

    private async Task<IReadOnlyList<SpokenWords>> OthersAsync(string language, CancellationToken cancellation)
    {
        var all = new List<SpokenWords>();
        foreach (var source in others)
        {
            all.AddRange(await source.ListAsync(language, cancellation));
        }

        return all;
    }

    /// <summary>The recordings of one prompt that were not taken back, the newest first, without their sound.</summary>
    public async Task<IReadOnlyList<VoiceRecording>> OfAsync(string key, string language, CancellationToken cancellation) =>
        await db.Set<VoiceRecording>().AsNoTracking().Where(r => r.Language == language && r.Key == key && r.WithdrawnAt == null).OrderByDescending(r => r.Id)
            .Select(r => new VoiceRecording
            {
                Id = r.Id,
                Key = r.Key,
                Language = r.Language,
                WordsHash = r.WordsHash,
                SoundHash = r.SoundHash,
                PersonKeyId = r.PersonKeyId,
                Sound = EncryptedValue.Empty,
                Milliseconds = r.Milliseconds,
                Loudness = r.Loudness,
                Speaker = r.Speaker,
                Dialect = r.Dialect,
                RecordedBy = r.RecordedBy,
                RecordedAt = r.RecordedAt,
                SignedBy = r.SignedBy,
                SignedAt = r.SignedAt,
            }).ToListAsync(cancellation);

    /// <summary>Keeps what was recorded; it takes the place of an earlier recording, and in Live only when it is signed.</summary>
    /// <exception cref="RecordingRefusedException">The sound cannot be taken, or the speaker has not agreed; nothing was kept.</exception>
    public async Task<Guid> RecordAsync(string key, string language, Stream sound, string? speaker, string? dialect, bool agreed, Guid staff, CancellationToken cancellation)
    {
        if (!Languages.Known(language) || await WordsOfAsync(key, language, cancellation) is not { } read)
        {
            throw new RecordingRefusedException("There is no such prompt.");
        }

        if (!agreed)
        {
            throw new RecordingRefusedException("Ask the speaker first: their voice will be heard by people they do not know.");
        }

        if (string.IsNullOrWhiteSpace(speaker) || speaker.Trim().Length > LongestName || (dialect ?? "").Trim().Length > LongestName)
        {
            throw new RecordingRefusedException("Write who speaks, and in which dialect, with at most 60 letters each.");
        }

        var converted = await converter.ConvertAsync(sound, options.Value.DataDirectory, cancellation);
        var person = encryptor.NewKey();
        var recording = new VoiceRecording
        {
            Key = key,
            Language = language,
            WordsHash = ReviewLedger.HashOf(read.Words),
            SoundHash = SHA256.HashData(converted.Wave),
            PersonKeyId = person.Id,
            Sound = encryptor.EncryptBytes(person.Id, "recording.sound", converted.Wave),
            Milliseconds = converted.Milliseconds,
            Loudness = converted.Loudness,
            Speaker = encryptor.Encrypt(person.Id, "recording.speaker", speaker.Trim()),
            Dialect = (dialect ?? "").Trim(),
            RecordedBy = staff,
            RecordedAt = clock.GetUtcNow().UtcDateTime,
        };
        db.Add(person);
        db.Add(recording);
        await CommitAsync(recording, staff, "recording.made", cancellation);
        return recording.Id;
    }

    /// <summary>Says that the sound heard is right.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="soundHash">The hash of the sound that was on the page, in hexadecimal digits.</param>
    /// <param name="staff">Who heard it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecordingRefusedException">It is another sound, other words, their own, or they are no native speaker.</exception>
    public async Task SignAsync(Guid id, string soundHash, Guid staff, CancellationToken cancellation)
    {
        var recording = await KeptAsync(id, cancellation);
        if (!string.Equals(Convert.ToHexStringLower(recording.SoundHash), soundHash, StringComparison.OrdinalIgnoreCase)
            || await WordsOfAsync(recording.Key, recording.Language, cancellation) is not { } read || recording.WordsHash != ReviewLedger.HashOf(read.Words))
        {
            throw new RecordingRefusedException("The sound or its words have changed since you opened the page. Hear it again.");
        }

        if (recording.RecordedBy == staff)
        {
            throw new RecordingRefusedException("You recorded this. A second native speaker signs it off.");
        }

        if (!await db.Set<NativeSpeaker>().AnyAsync(s => s.StaffId == staff && s.ConfirmedBy != null && s.Language == recording.Language, cancellation))
        {
            throw new RecordingRefusedException("Only a native speaker of this language decides. An administrator writes down who is one.");
        }

        if (recording.SignedAt is null)
        {
            (recording.SignedBy, recording.SignedAt) = (staff, clock.GetUtcNow().UtcDateTime);
            await CommitAsync(recording, staff, "recording.signed-off", cancellation);
        }
    }

    /// <summary>Takes a recording back for good: its key is destroyed, and nobody hears it any more.</summary>
    /// <exception cref="RecordingRefusedException">It is not there, or another agency made it.</exception>
    public async Task WithdrawAsync(Guid id, Guid staff, CancellationToken cancellation)
    {
        var recording = await KeptAsync(id, cancellation);

        // It cannot be undone, and silences a prompt for everybody: only the agency that made it may.
        var agencies = await db.Users.AsNoTracking().Where(u => u.Id == staff || u.Id == recording.RecordedBy).Select(u => u.AgencyId).Distinct().ToListAsync(cancellation);
        if (agencies.Count > 1)
        {
            throw new RecordingRefusedException("Another agency made this recording: ask them to take it back.");
        }

        var now = clock.GetUtcNow().UtcDateTime;
        recording.WithdrawnAt = now;
        var key = await db.PersonKeys.SingleAsync(k => k.Id == recording.PersonKeyId, cancellation);
        (key.Wrapped, key.ErasedAt) = ([], now);
        await CommitAsync(recording, staff, "recording.withdrawn", cancellation);
        encryptor.Forget(key.Id);
    }

    /// <summary>The sound, for whoever works in the studio; null when it is not there any more.</summary>
    public async Task<byte[]?> SoundAsync(Guid id, CancellationToken cancellation)
    {
        var row = await db.Set<VoiceRecording>().AsNoTracking().Where(r => r.Id == id && r.WithdrawnAt == null).Select(r => new { r.PersonKeyId, r.Sound }).SingleOrDefaultAsync(cancellation);
        return row is null ? null : encryptor.DecryptBytes(row.PersonKeyId, "recording.sound", row.Sound);
    }

    private static int Rank(string key) => Array.FindIndex(First, prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is >= 0 and var rank ? rank : First.Length;

    private async Task<VoiceRecording> KeptAsync(Guid id, CancellationToken cancellation) =>
        await db.Set<VoiceRecording>().SingleOrDefaultAsync(r => r.Id == id && r.WithdrawnAt == null, cancellation) ?? throw new RecordingRefusedException("This recording is not there any more.");

    private async Task CommitAsync(VoiceRecording recording, Guid staff, string action, CancellationToken cancellation)
    {
        db.Audit(AuditFact.Staff(staff, action, $"recording:{recording.Id:N}", $"{recording.Language} {recording.Key} {Convert.ToHexStringLower(recording.SoundHash)[..16]}"));
        await db.SaveChangesAsync(cancellation);
        await library.RefreshAsync(cancellation);
    }
}
