using System.Text.RegularExpressions;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>Proposing, publishing and withdrawing what words are. Nothing that could name or reach somebody gets in, and the audit log has ids only (S20).</summary>
public sealed partial class TeachingService(FamilyLinkContext db, FieldEncryptor encryptor, AnswerDrafts drafts, TaughtWords taught, TimeProvider clock)
{
    /// <summary>The most letters a taught sentence may have.</summary>
    public const int MostLetters = 200;

    private const int FewestLetters = 8;
    private const int FewestWords = 3;

    // An age, a count; a longer one could be part of a number to call.
    private const int MostDigits = 2;

    // Shorter parts of names are in many a word; so are shorter sounds.
    private const int LettersOfAName = 4;
    private const int SoundsOfAName = 5;

    // Its answer is to write no more: only the person's own plain word may do that (S3).
    private const string Stop = "service.stop";

    /// <summary>The signs of danger.</summary>
    public static IReadOnlyList<string> Signs { get; } =
    [
        "danger.trafficker", "danger.violence", "danger.self-harm", "danger.detained", "danger.taken", "danger.missing", "danger.money-demand", "danger.staff-abuse",
        "danger.exposed", "danger.health",
    ];

    /// <summary>The topics that words may be taught to ask about.</summary>
    public IEnumerable<string> Topics => drafts.Topics.Where(t => t != Stop);

    /// <summary>Stores a sentence that waits for a second person.</summary>
    /// <exception cref="AnswerRefusedException">It may not enter the bank; the message says why.</exception>
    public async Task<TaughtSentence> ProposeAsync(TaughtKind kind, string? label, string language, string words, Guid staff, CancellationToken cancellation)
    {
        words = Spaces().Replace(ScriptText.ForSending(words), " ").Trim();
        label = kind == TaughtKind.Noise ? TaughtAnswers.Noise : label;
        var problem = kind switch
        {
            TaughtKind.Sign when !Signs.Contains(label) => "Choose which sign of danger it is.",
            TaughtKind.Topic when !Topics.Contains(label) => "Choose which topic it is.",
            _ when language is not ("lo" or "th" or "en") => "Choose the language of the sentence.",
            _ => Problem(words),
        };
        if (problem is null && await NamesSomebodyAsync(words, cancellation))
        {
            problem = "It has a name that is on file. Leave the name out.";
        }

        if (problem is null && TaughtEffect.SilencesDanger(new(kind, label!, TaughtSounds.Of(words))))
        {
            problem = "A sentence of danger in the bank sounds like it: it cannot be noise.";
        }

        if (problem is not null)
        {
            // Whoever tries names one after the other to learn which are on file is seen.
            db.Audit(AuditFact.Staff(staff, "taught.refused", "taught"));
            await db.SaveChangesAsync(cancellation);
            throw new AnswerRefusedException(problem);
        }

        var key = encryptor.NewKey();
        var sentence = new TaughtSentence
        {
            Kind = kind,
            Label = label!,
            Language = language,
            PersonKeyId = key.Id,
            Words = encryptor.Encrypt(key.Id, "taught.words", words),
            State = AnswerState.Draft,
            ProposedBy = staff,
            ProposedAt = clock.GetUtcNow().UtcDateTime,
        };
        db.Add(key);
        db.Add(sentence);
        db.Audit(AuditFact.Staff(staff, "taught.proposed", $"taught:{sentence.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        return sentence;
    }

    /// <summary>Publishes a sentence that somebody else proposed: it works from the next message on.</summary>
    /// <exception cref="AnswerRefusedException">They proposed it, or it waits no more, or a name in it has come on file since.</exception>
    public async Task PublishAsync(Guid id, Guid staff, CancellationToken cancellation)
    {
        var sentence = await db.Set<TaughtSentence>().SingleAsync(t => t.Id == id, cancellation);
        if (sentence.State != AnswerState.Draft)
        {
            throw new AnswerRefusedException("It is not waiting for a review.");
        }

        if (sentence.ProposedBy == staff)
        {
            throw new AnswerRefusedException("You proposed it. Somebody else looks at its effect and publishes it.");
        }

        if (await NamesSomebodyAsync(encryptor.Decrypt(sentence.PersonKeyId, "taught.words", sentence.Words)!, cancellation))
        {
            throw new AnswerRefusedException("It has a name that is on file. Leave the name out.");
        }

        sentence.State = AnswerState.Published;
        sentence.PublishedBy = staff;
        sentence.PublishedAt = clock.GetUtcNow().UtcDateTime;
        db.Audit(AuditFact.Staff(staff, "taught.published", $"taught:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        await taught.ReadAsync(cancellation);
    }

    /// <summary>Takes a sentence back, published or not: from the next message on everything is as before.</summary>
    /// <exception cref="AnswerRefusedException">It was taken back already.</exception>
    public async Task WithdrawAsync(Guid id, Guid staff, CancellationToken cancellation)
    {
        var sentence = await db.Set<TaughtSentence>().SingleAsync(t => t.Id == id, cancellation);
        if (sentence.State == AnswerState.Withdrawn)
        {
            throw new AnswerRefusedException("It was taken back already.");
        }

        sentence.State = AnswerState.Withdrawn;
        sentence.WithdrawnBy = staff;
        sentence.WithdrawnAt = clock.GetUtcNow().UtcDateTime;
        db.Audit(AuditFact.Staff(staff, "taught.withdrawn", $"taught:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        await taught.ReadAsync(cancellation);
    }

    private static string? Problem(string words)
    {
        if (words.Length > MostLetters)
        {
            return "A sentence has at most 200 letters.";
        }

        if (words.Count(char.IsDigit) > MostDigits)
        {
            return "It has digits that could be somebody's number. Leave them out.";
        }

        if (Address().IsMatch(words))
        {
            return "It has an address. Leave it out.";
        }

        // Digits are looked at above; one or two may stand.
        var withoutDigits = Digits().Replace(words, " ");
        if (Nameless.Strip(withoutDigits) != Nameless.Same(withoutDigits))
        {
            return "It has what looks like somebody's name or place. Leave it out, and write in small letters.";
        }

        var letters = words.Count(char.IsLetter);
        var spaced = ScriptText.LanguageOf(words) is null;
        if (letters < FewestLetters || TaughtSounds.Of(words).Length < TaughtSounds.Fewest || (spaced && words.Split(' ').Count(w => w.Any(char.IsLetter)) < FewestWords))
        {
            return "It is too short: other words would be taken for it. Write a whole sentence.";
        }

        return ControlWords.Read(words) is { Digit: null, Intent: Intent.None } ? null : "It is a word that people steer the service by. Write another sentence.";
    }

    // Names are sealed each with its own key, so they are opened one after the other: rarely, by somebody who can wait a moment.
    private async Task<bool> NamesSomebodyAsync(string words, CancellationToken cancellation)
    {
        var people = await db.Contacts.AsNoTracking().Select(c => new { c.PersonKeyId, c.Name, Field = "contact.name" })
            .Concat(db.Cases.AsNoTracking().Select(c => new { c.PersonKeyId, c.Name, Field = "case.name" })).ToListAsync(cancellation);
        var places = await db.Set<Data.People.Agency>().AsNoTracking().Select(a => a.Name).ToListAsync(cancellation);
        var folded = ScriptText.Fold(words);
        var tokens = folded.Split(' ').ToHashSet(StringComparer.Ordinal);
        foreach (var person in people)
        {
            if (encryptor.DecryptIfKept(person.PersonKeyId, person.Field, person.Name) is { } name
                && ScriptText.Fold(name).Split(' ').Where(part => part.Any(char.IsLetter)).Any(part => Names(part, folded, tokens, words)))
            {
                return true;
            }
        }

        return places.Any(place => ScriptText.Fold(place) is { Length: >= LettersOfAName } whole && folded.Contains(whole, StringComparison.Ordinal));
    }

    // Lao and Thai are written without spaces; a name in another script is known by its sound.
    private static bool Names(string part, string folded, HashSet<string> tokens, string words) =>
        tokens.Contains(part)
        || (part.Length >= LettersOfAName && ScriptText.LanguageOf(part) is not null && folded.Contains(part, StringComparison.Ordinal))
        || (SecretForm.SoundOf(part) is { Length: >= SoundsOfAName } sound && (SecretForm.StretchesOf(words, sound.Length).Contains(sound, StringComparer.Ordinal) || tokens.Any(t => SecretForm.SoundOf(t) == sound)));

    [GeneratedRegex(@"@|://|\bwww\.|\w\.(com|org|net|info|la|th|me|ly|io|gov|edu)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
