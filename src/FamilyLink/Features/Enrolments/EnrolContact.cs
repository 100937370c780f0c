using System.Globalization;
using System.Security.Cryptography;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs.Understanding;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>What goes on the card, in clear, once.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Link">The six digits written before it in a chat that is not on file yet.</param>
/// <param name="DuressNumber">Six digits that mean "somebody is making me do this", for whoever can only press keys; told, never printed.</param>
public sealed record Card(string Secret, string Link, string DuressNumber);

/// <summary>What a page that makes a card knew when it was shown.</summary>
/// <param name="Form">The id of the form, which becomes the card's: a form makes one card, however often it is sent.</param>
/// <param name="Seen">The card that was valid then, or null.</param>
public sealed record CardPage(Guid Form, Guid? Seen);

/// <summary>A card was made since the page was shown. Making another would silently end it, perhaps after it was printed.</summary>
/// <param name="current">The card that is valid now.</param>
public sealed class CardMadeException(Enrolment? current) : Exception("A card was made since this page was shown.")
{
    /// <summary>The card that is valid now; null when it has ended meanwhile.</summary>
    public Enrolment? Current => current;
}

/// <summary>Hands a contact a new secret. The clear secret is returned once, for the card, and stored nowhere.</summary>
public sealed class EnrolContact(FamilyLinkContext db, KeyedHasher hasher, TimeProvider clock)
{
    /// <summary>The kind of the task that each agency gets when two hand over secrets for one number.</summary>
    public const string SharedNumberTask = "number-of-two-agencies";

    /// <summary>Ends earlier enrolments and begins a new one; lifts a lock. Six random digits unless the person prefers a word.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="staffId">Who hands the secret over.</param>
    /// <param name="word">The word the person chose, or null for six digits.</param>
    /// <param name="duressWord">The word that means "somebody is watching", or null.</param>
    /// <param name="link">The link number, for invented people; null for six random digits.</param>
    /// <param name="duressNumber">The duress number, for invented people; null for six random digits.</param>
    /// <param name="page">What the page knew, so that the same page sent twice makes one card; null when nothing was shown before.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CardMadeException">A card was made since the page was shown; nothing has changed.</exception>
    /// <exception cref="ArgumentException">One of the words can never work, or is one that people say without meaning it; the message is a phrase of the console.</exception>
    public async Task<Card> HandOverAsync(Guid contactId, Guid staffId, string? word, string? duressWord, CancellationToken cancellation, string? link = null, string? duressNumber = null, CardPage? page = null)
    {
        var secret = string.IsNullOrWhiteSpace(word) ? Digits() : word.Trim();
        var duress = string.IsNullOrWhiteSpace(duressWord) ? null : duressWord.Trim();
        var problem = SecretWords.WhyNotSecret(secret) ?? (duress is null ? null : SecretWords.WhyNotDuress(duress, secret));
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }

        var form = SecretCheckAgainstEnrolments.Form(secret);
        var isWord = form.Any(c => !char.IsAsciiDigit(c));
        while (duressNumber is null || duressNumber == form)
        {
            // 9 and 0 would stop or call a person on the way, where it is keyed one by one.
            duressNumber = string.Concat(Enumerable.Range(0, SecretForm.CodeLength).Select(_ => (char)RandomNumberGenerator.GetInt32('1', '9')));
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (page is not null && await CurrentAsync(contactId, cancellation) is { } current && (current.Id == page.Form || current.Id != page.Seen))
        {
            throw new CardMadeException(current);
        }

        foreach (var earlier in await db.Set<Enrolment>().Where(e => e.ContactId == contactId && e.EndedAt == null).ToListAsync(cancellation))
        {
            earlier.EndedAt = now;
        }

        await EndProofsAsync(contactId, cancellation);
        var addresses = await db.ContactAddresses.Where(a => a.ContactId == contactId && a.State != AddressState.Retired).Select(a => a.AddressHash).ToListAsync(cancellation);
        var triesBefore = await db.Set<SecretTries>().Where(t => addresses.Contains(t.AddressHash)).Select(t => (int?)t.Failures).MaxAsync(cancellation) ?? 0;
        await TellAgenciesAsync(contactId, addresses, staffId, now, cancellation);
        var salt = RandomNumberGenerator.GetBytes(16);
        link ??= await FreeLinkAsync(cancellation);
        db.Add(new Enrolment
        {
            Id = page?.Form ?? Guid.CreateVersion7(),
            ContactId = contactId,
            Salt = salt,
            Iterations = SecretCheckAgainstEnrolments.Iterations,
            SecretHash = hasher.OfSecret(form, salt, SecretCheckAgainstEnrolments.Iterations),
            IsWord = isWord,
            SecretSound = isWord ? SecretCheckAgainstEnrolments.SoundHash(SecretForm.SoundOf(secret), hasher) : null,
            SecretSounds = isWord ? SecretForm.SoundOf(secret).Length : 0,
            DuressNumber = SecretCheckAgainstEnrolments.SoundHash(duressNumber, hasher),
            DuressSound = duress is null ? null : SecretCheckAgainstEnrolments.SoundHash(SecretForm.SoundOf(duress), hasher),
            DuressSounds = duress is null ? 0 : SecretForm.SoundOf(duress).Length,
            TriesBefore = triesBefore,
            LinkHash = LinkNumber.HashOf(link, hasher),
            HandedOverAt = now,
            HandedOverBy = staffId,
        });
        db.Audit(AuditFact.Staff(staffId, "contact.enrolled", $"contact:{contactId:N}"));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException) when (page is not null)
        {
            // The same page a second time, at the same moment: the form's id is the key of the row.
            db.ChangeTracker.Clear();
            throw new CardMadeException(await CurrentAsync(contactId, cancellation));
        }

        return new Card(secret, link, duressNumber);
    }

    /// <summary>The card that is valid now, or null.</summary>
    public Task<Enrolment?> CurrentAsync(Guid contactId, CancellationToken cancellation) =>
        db.Set<Enrolment>().AsNoTracking().Where(e => e.ContactId == contactId && e.EndedAt == null).OrderByDescending(e => e.HandedOverAt).FirstOrDefaultAsync(cancellation);

    // Whoever has proved who they are by the earlier secret may be whoever found it: from now on only the new one counts, also on accounts linked by it (S6).
    private async Task EndProofsAsync(Guid contactId, CancellationToken cancellation)
    {
        await db.Conversations.Where(c => c.VerifiedContactId == contactId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.VerifiedContactId, (Guid?)null).SetProperty(x => x.VerifiedUntil, (DateTime?)null).SetProperty(x => x.Version, x => x.Version + 1), cancellation);
        await db.ContactAddresses.Where(a => a.ContactId == contactId && !a.IsTelephone && a.State != AddressState.Retired)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AddressState.Retired), cancellation);
    }

    // No round number: those are sums in what people write, and stay readable there.
    private static string Digits()
    {
        while (true)
        {
            var digits = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            if (!SecretForm.IsRound(digits))
            {
                return digits;
            }
        }
    }

    // Two agencies that know one number should know of each other: neither learns more of the other's case than that.
    private async Task TellAgenciesAsync(Guid contactId, List<byte[]> addresses, Guid staffId, DateTime now, CancellationToken cancellation)
    {
        var own = await db.Contacts.Where(c => c.Id == contactId).Select(c => c.AgencyId).SingleAsync(cancellation);
        var others = await (
            from address in db.ContactAddresses
            join contact in db.Contacts on address.ContactId equals contact.Id
            where addresses.Contains(address.AddressHash) && address.State != AddressState.Retired && contact.AgencyId != own && db.Set<Enrolment>().Any(e => e.ContactId == contact.Id && e.EndedAt == null)
            select new { contact.Id, contact.AgencyId }).Distinct().ToListAsync(cancellation);
        if (others.Count == 0)
        {
            return;
        }

        foreach (var (contact, agency) in others.Select(o => (o.Id, o.AgencyId)).Append((contactId, own)))
        {
            await db.OpenTaskAsync(SharedNumberTask, Urgency.Today, now, new(ContactId: contact, AgencyId: agency));
        }

        db.Audit(AuditFact.Staff(staffId, "contact.number-shared", $"contact:{contactId:N}"));
    }

    private async Task<string> FreeLinkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var link = Digits();
            var hash = LinkNumber.HashOf(link, hasher);
            if (!await db.Set<Enrolment>().AnyAsync(e => e.LinkHash == hash && e.EndedAt == null, cancellation))
            {
                // A number whose tries are used up would be locked before anybody used it.
                db.RemoveRange(await db.Set<SecretTries>().Where(t => t.AddressHash == hash).ToListAsync(cancellation));
                return link;
            }
        }
    }
}
