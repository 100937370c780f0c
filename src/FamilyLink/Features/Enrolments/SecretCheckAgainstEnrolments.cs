using System.Security.Cryptography;
using FamilyLink.Channels.WebChat;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// Tries a secret against everybody enrolled on an address, or in a chat against the one whose link number came with it. The slow hash is computed the same number of times whether nobody, one or
/// several people are, whether they are locked or not, and whether the secret is right (S5, S6).
/// </summary>
public sealed class SecretCheckAgainstEnrolments(IDbContextFactory<FamilyLinkContext> contexts, ConversationReader reader, KeyedHasher hasher) : ISecretCheck
{
    /// <summary>Rounds of the slow hash; the pepper does the rest.</summary>
    public const int Iterations = 30_000;

    // For a stranger as for somebody known. A number of more contacts costs more: each of its enrolments is tried, none pushes another out.
    private const int HashesAlways = 3;
    private const int MostHashes = 50;

    // As long as the sound of most words: where no word is on file, as many stretches are looked at.
    private static readonly int[] UsualSounds = [6, 8];

    private static readonly byte[] NobodysSalt = SHA256.HashData("nobody"u8)[..16];

    /// <inheritdoc/>
    public async Task<SecretCheck> TryAsync(Sender sender, string secret, CancellationToken cancellation)
    {
        // A web chat's account lasts as long as its page: nothing is linked to it.
        var (link, said) = sender.Channel == Channel.Messenger && !WebChatOptions.IsAddress(sender.Address) ? LinkNumber.Split(Form(secret)) : (null, Form(secret));
        var linkHash = LinkNumber.HashOf(link, hasher);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var enrolments = await (
            from address in db.ContactAddresses.AsNoTracking()
            join enrolment in db.Set<Enrolment>().AsNoTracking() on address.ContactId equals enrolment.ContactId
            where address.AddressHash == sender.AddressHash && address.State == AddressState.Active && enrolment.EndedAt == null
            orderby enrolment.HandedOverAt
            select enrolment).Take(MostHashes).ToListAsync(cancellation);

        // Always looked for, with or without a link number, found or not: a stranger's message costs the same (S5).
        var linked = await db.Set<Enrolment>().AsNoTracking().Where(e => e.LinkHash == linkHash && e.EndedAt == null).Take(1).ToListAsync(cancellation);
        enrolments = link is null ? enrolments : linked;
        var tries = await db.Set<SecretTries>().AsNoTracking().Where(t => t.AddressHash == sender.AddressHash || t.AddressHash == linkHash).ToListAsync(cancellation);
        var failures = tries.Select(t => t.Failures).DefaultIfEmpty().Max();
        var handle = link is null ? null : linkHash;
        var isWord = said.AsSpan().ContainsAnyExceptInRange('0', '9');
        var found = new SecretCheck(SecretOutcome.Refused, Handle: handle, Counts: enrolments.Count == 0 ? !isWord : enrolments.Exists(e => e.IsWord == isWord));
        var sound = SoundHash(isWord ? SecretForm.SoundOf(said) : said, hasher);
        for (var i = 0; i < Math.Max(HashesAlways, enrolments.Count); i++)
        {
            var enrolment = i < enrolments.Count ? enrolments[i] : null;
            var hash = hasher.OfSecret(said, enrolment?.Salt ?? NobodysSalt, enrolment?.Iterations ?? Iterations);
            if (enrolment is null)
            {
                continue;
            }

            // Another's enrolment of the same number does not lock this one, nor lift its lock.
            var locked = failures - (link is null ? enrolment.TriesBefore : 0) >= Enrolment.TriesAllowed;
            if (Same(sound, enrolment.DuressNumber) || Same(sound, enrolment.DuressSound))
            {
                found = new SecretCheck(SecretOutcome.Duress, enrolment.ContactId, enrolment.Id, handle);
            }
            else if (!locked && CryptographicOperations.FixedTimeEquals(hash, enrolment.SecretHash))
            {
                found = new SecretCheck(SecretOutcome.Accepted, enrolment.ContactId, enrolment.Id, handle);
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<AgreedWords> HearAgreedWordsAsync(Sender sender, string words, CancellationToken cancellation)
    {
        var agreed = await reader.AgreedAsync(sender.AddressHash, cancellation);
        SecretCheck? duress = null;
        string? secret = null;
        foreach (var length in agreed.SelectMany(a => (int[])[a.DuressSounds, a.SecretSounds]).Where(n => n > 0).Concat(UsualSounds).Distinct().Take(Math.Max(UsualSounds.Length, agreed.Count * 2)))
        {
            foreach (var stretch in SecretForm.StretchesOf(words, length))
            {
                var hash = SoundHash(stretch, hasher);
                foreach (var one in agreed)
                {
                    if (Same(hash, one.DuressSound))
                    {
                        duress = new SecretCheck(SecretOutcome.Duress, one.ContactId);
                    }

                    if (Same(hash, one.SecretSound))
                    {
                        secret = stretch;
                    }
                }
            }
        }

        // By digits too, wherever they stand. Never a try at the secret: whatever else they are changes nothing.
        foreach (var digits in SecretForm.GroupsIn(words))
        {
            var hash = SoundHash(digits, hasher);
            if (agreed.FirstOrDefault(a => Same(hash, a.DuressNumber)) is { } forced)
            {
                duress = new SecretCheck(SecretOutcome.Duress, forced.ContactId);
            }
        }

        return duress is null && secret is null ? AgreedWords.None : new AgreedWords(duress, secret);
    }

    private static bool Same(byte[] hash, byte[]? agreed) => agreed is not null && CryptographicOperations.FixedTimeEquals(hash, agreed);

    /// <summary>The look-up hash of how an agreed word sounds, or of the digits of a duress number.</summary>
    public static byte[] SoundHash(string sound, KeyedHasher hasher) => hasher.OfAddress("duress:" + sound);

    /// <summary>The form in which secrets are compared: digits of any script, no spaces, no tone marks, no punctuation.</summary>
    public static string Form(string secret) => ScriptText.Fold(secret).Replace(" ", "", StringComparison.Ordinal);
}
