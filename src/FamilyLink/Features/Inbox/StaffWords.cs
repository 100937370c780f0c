using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// What a caseworker's own words may be. To somebody not verified: none, only reviewed texts, which would be told to a stranger in the same words (S5, S10).
/// To somebody verified: what the one list of rules lets through (<see cref="StaffWordRules"/>), without a name on file; a second person looks at words that
/// speak of somebody. Facts about one person come by approved notice alone (S10, S11).
/// </summary>
public sealed class StaffWords(FieldEncryptor encryptor)
{
    /// <summary>What is wrong with the words, each as a sentence for their writer; empty when they may be sent.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(FamilyLinkContext db, Conversation conversation, string words, string language, bool verified, DateTime now, CancellationToken cancellation)
    {
        if (!verified)
        {
            return ["They are not verified here: choose a reviewed text. It is what a stranger would be told too (S5). For words of your own, ask for the secret first."];
        }

        if (conversation.VerifiedContactId is { } contact && await Permissions.WhyNotOwnWordsAsync(db, contact, now, cancellation) is { } whyNot)
        {
            return [Permissions.Explain(whyNot)];
        }

        var problems = new List<string>(StaffWordRules.Problems(words, language));
        if (await NamesAsync(db, conversation, ScriptText.Fold(words), cancellation))
        {
            problems.Add("Leave out names and case codes: whoever holds the phone reads this.");
        }

        return problems;
    }

    private static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (!char.IsAsciiLetter(word[0])
                || ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsAsciiLetter(text[at + word.Length]))))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> NamesAsync(FamilyLinkContext db, Conversation conversation, string folded, CancellationToken cancellation)
    {
        var contactIds = db.ContactAddresses.Where(a => a.AddressHash == conversation.AddressHash && a.State != AddressState.Retired).Select(a => a.ContactId);
        var contacts = await db.Contacts.AsNoTracking().Where(c => contactIds.Contains(c.Id)).ToListAsync(cancellation);
        var cases = await (
            from link in db.CaseContacts.AsNoTracking()
            join about in db.Cases.AsNoTracking() on link.CaseId equals about.Id
            where contactIds.Contains(link.ContactId)
            select about).Distinct().ToListAsync(cancellation);
        return contacts.Select(c => encryptor.DecryptIfKept(c.PersonKeyId, "contact.name", c.Name))
            .Concat(cases.Select(c => encryptor.DecryptIfKept(c.PersonKeyId, "case.name", c.Name)))
            .Concat(cases.Select(c => c.Code))
            .OfType<string>()
            .SelectMany(name => name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(name))
            .Select(ScriptText.Fold)
            .Any(name => name.Length > 2 && Holds(folded, name));
    }
}
