using System.Globalization;
using System.Security.Cryptography;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>What goes on the card, in clear, once.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Link">The six digits written before it in a chat that is not on file yet.</param>
public sealed record Card(string Secret, string Link);

/// <summary>Hands a contact a new secret. The clear secret is returned once, for the card, and stored nowhere.</summary>
public sealed class EnrolContact(FamilyLinkContext db, Lookup lookup, TimeProvider clock)
{
    /// <summary>Ends earlier enrolments and begins a new one; lifts a lock. Six random digits unless the person prefers a word.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="staffId">Who hands the secret over.</param>
    /// <param name="word">The word the person chose, or null for six digits.</param>
    /// <param name="duressWord">The word that means "somebody is watching", or null.</param>
    /// <param name="link">The link number, for invented people; null for six random digits.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The duress word is the secret itself, or one of them is too short to be one.</exception>
    public async Task<Card> HandOverAsync(Guid contactId, Guid staffId, string? word, string? duressWord, CancellationToken cancellation, string? link = null)
    {
        var secret = string.IsNullOrWhiteSpace(word) ? RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture) : word.Trim();
        var form = SecretCheckAgainstEnrolments.Form(secret);
        var duress = string.IsNullOrWhiteSpace(duressWord) ? null : SecretCheckAgainstEnrolments.Form(duressWord);
        if (form.Length < 3 || duress is { Length: < 3 })
        {
            throw new ArgumentException("A secret word needs at least three letters.", nameof(word));
        }

        if (form == duress)
        {
            throw new ArgumentException("The duress word must be another word than the secret.", nameof(duressWord));
        }

        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var earlier in await db.Set<Enrolment>().Where(e => e.ContactId == contactId && e.EndedAt == null).ToListAsync(cancellation))
        {
            earlier.EndedAt = now;
        }

        var addresses = await db.ContactAddresses.Where(a => a.ContactId == contactId).Select(a => a.AddressHash).ToListAsync(cancellation);
        db.RemoveRange(await db.Set<SecretTries>().Where(t => addresses.Contains(t.AddressHash)).ToListAsync(cancellation));
        var salt = RandomNumberGenerator.GetBytes(16);
        link ??= await FreeLinkAsync(cancellation);
        db.Add(new Enrolment
        {
            ContactId = contactId,
            Salt = salt,
            Iterations = SecretCheckAgainstEnrolments.Iterations,
            SecretHash = lookup.OfSecret(form, salt, SecretCheckAgainstEnrolments.Iterations),
            DuressHash = duress is null ? null : lookup.OfSecret(duress, salt, SecretCheckAgainstEnrolments.Iterations),
            LinkHash = LinkNumber.HashOf(link, lookup),
            HandedOverAt = now,
            HandedOverBy = staffId,
        });
        db.Audit(AuditFact.Staff(staffId, "contact.enrolled", $"contact:{contactId:N}"));
        await db.SaveChangesAsync(cancellation);
        return new Card(secret, link);
    }

    private async Task<string> FreeLinkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var link = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            var hash = LinkNumber.HashOf(link, lookup);
            if (!await db.Set<Enrolment>().AnyAsync(e => e.LinkHash == hash && e.EndedAt == null, cancellation))
            {
                // A number whose tries are used up would be locked before anybody used it.
                db.RemoveRange(await db.Set<SecretTries>().Where(t => t.AddressHash == hash).ToListAsync(cancellation));
                return link;
            }
        }
    }
}
