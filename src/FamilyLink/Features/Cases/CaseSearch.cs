using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>
/// Finds cases by part of their code, by a telephone number, or by part of a name: the person's, or a contact's. Numbers are found by their keyed hash and names by
/// <see cref="NameIndex"/>, because neither stands in the database in clear (S20).
/// </summary>
public sealed class CaseSearch(FamilyLinkContext db, FieldEncryptor encryptor, KeyedHasher hasher, NameIndex names)
{
    /// <summary>With more names than these what is sought is in too many of them to be of use.</summary>
    public const int MostNames = 1_000;

    private const int MostByKey = 500;

    // No code is longer; a longer text is part of none.
    private const int LongestCode = 20;
    private const int LongestName = 100;
    private const int FewestDigits = 6;

    /// <summary>The letters and digits of a part of a code, without dashes and spaces; empty when the words cannot be one.</summary>
    public static string CodePart(string? words)
    {
        var part = string.Concat(CaseCode.Read(words).Where(c => c is not ('-' or ' ')));
        return part.Length <= LongestCode && part.All(char.IsAsciiLetterOrDigit) ? part : "";
    }

    /// <summary>Cases by part of their code.</summary>
    public static IQueryable<Case> ByCode(IQueryable<Case> cases, string part) =>
        part.Length == 0 ? cases.Where(_ => false) : cases.Where(c => c.Code.Replace("-", "").Contains(part));

    /// <summary>Cases by anything written; and whether it is in too many names, which are then left out.</summary>
    public async Task<(IQueryable<Case> Found, bool NamesLeftOut)> ByWordsAsync(IQueryable<Case> cases, string words, CancellationToken cancellation)
    {
        var part = CodePart(words);
        var ids = new HashSet<Guid>();
        foreach (var number in Numbers(words))
        {
            var hash = hasher.OfAddress(Addresses.Telephone(number));
            ids.UnionWith(await (
                from address in db.ContactAddresses
                join link in db.CaseContacts on address.ContactId equals link.ContactId
                where address.AddressHash == hash && address.State != AddressState.Retired
                select link.CaseId).ToListAsync(cancellation));
        }

        var (named, leftOut) = await ByNameAsync(cases, words, cancellation);
        ids.UnionWith(named);
        if (part.Length > 0)
        {
            // Every code must be read for a part of one, so once: the count and the page then ask by key. A part of very many codes stays a condition.
            var coded = await ByCode(cases, part).Select(c => c.Id).Take(MostByKey + 1).ToListAsync(cancellation);
            if (coded.Count <= MostByKey)
            {
                ids.UnionWith(coded);
                part = "";
            }
        }

        var list = ids.ToList();
        return part.Length == 0 ? (cases.Where(c => list.Contains(c.Id)), leftOut) : (cases.Where(c => (c.Code.Replace("-", "").Contains(part)) || list.Contains(c.Id)), leftOut);
    }

    private async Task<(List<Guid> Ids, bool LeftOut)> ByNameAsync(IQueryable<Case> cases, string words, CancellationToken cancellation)
    {
        if (words.Length > LongestName || !words.Any(char.IsLetter) || new SoughtName(words) is not { IsEmpty: false } sought)
        {
            return ([], false);
        }

        var (ofCases, ofContacts) = await names.FindAsync(sought, cancellation);
        var rows = await cases.Where(c => ofCases.Contains(c.Id)).OrderBy(c => c.Id).Take(MostNames + 1).Select(c => new { c.Id, c.PersonKeyId, c.Name }).ToListAsync(cancellation);
        var contacts = await (
            from about in cases
            join link in db.CaseContacts on about.Id equals link.CaseId
            join contact in db.Contacts on link.ContactId equals contact.Id
            where link.Relation != Relation.Self && ofContacts.Contains(contact.Id)
            orderby link.CaseId
            select new { about.Id, contact.PersonKeyId, contact.Name }).Take(MostNames + 1).ToListAsync(cancellation);
        if (rows.Count > MostNames || contacts.Count > MostNames)
        {
            return ([], true);
        }

        // Opened once more: somebody may have been renamed or erased since the index was read.
        var found = rows.Where(r => encryptor.DecryptIfKept(r.PersonKeyId, "case.name", r.Name) is { } name && sought.IsIn(name)).Select(r => r.Id)
            .Concat(contacts.Where(c => encryptor.DecryptIfKept(c.PersonKeyId, "contact.name", c.Name) is { } name && sought.IsIn(name)).Select(c => c.Id));
        return ([.. found.Distinct()], false);
    }

    // What the words are as a telephone number: as it is dialled in Laos, in Thailand, or from abroad, with or without its plus.
    private static List<string> Numbers(string words)
    {
        var written = ScriptText.Normalise(words.Length <= LongestName ? words : "");
        var digits = string.Concat(written.Where(char.IsAsciiDigit));
        if (digits.Length < FewestDigits || written.Any(char.IsLetter))
        {
            return [];
        }

        return [.. new[] { Telephone.Canonical("+" + digits) }
            .Concat(written.StartsWith('+') ? [] : [Telephone.Canonical(digits, "LA"), Telephone.Canonical(digits, "TH")])
            .OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
