using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// What a caseworker's own words may be. To anybody: no name on file, nothing from the list of words that harm, no promise, date or sum (S9, S10), no request
/// for money, codes or pictures (S16). To somebody not verified also nothing that shows what this is about or that anything is known (S5): only a reviewed
/// text may speak of such things, because it would be told to a stranger in the same words. Facts about one person come by approved notice alone (S10, S11).
/// </summary>
public sealed class StaffWords(Vault vault)
{
    private static readonly string[] Asking =
    [
        "ເລກບັນຊີ", "ໂອນເງິນ", "ສົ່ງເງິນ", "ສົ່ງຮູບ", "ລະຫັດ", "เลขบัญชี", "โอนเงิน", "ส่งเงิน", "ส่งรูป", "รหัส",
        "bank account", "account number", "send money", "pin", "otp", "picture", "photo",
    ];

    // Subjects that a stranger must not learn of from an answer typed by hand.
    private static readonly string[] Subjects =
    [
        "ລູກ", "ຫຼານ", "ນ້ອງ", "ເອື້ອຍ", "ຍາດ", "ຄອບຄົວ", "ບ່ອນພັກ", "ບ້ານພັກ", "ສູນ", "ສານ", "ຄະດີ", "ຕຳຫຼວດ", "ຂ່າວ", "ລົງທະບຽນ",
        "ลูก", "หลาน", "น้อง", "พี่สาว", "ญาติ", "ครอบครัว", "ที่พัก", "ศูนย์", "ศาล", "คดี", "ตำรวจ", "ข่าว", "ลงทะเบียน",
        "child", "daughter", "son", "sister", "brother", "niece", "nephew", "relative", "family", "shelter", "court", "police", "news", "case", "registered",
    ];

    /// <summary>What is wrong with the words, each as a sentence for their writer; empty when they may be sent.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(FamilyLinkContext db, Conversation conversation, string words, string language, bool verified, CancellationToken cancellation)
    {
        var problems = new List<string>(WordingLint.Problems(words, language));
        var folded = ScriptText.Fold(words);
        problems.AddRange(Found(Asking, folded).Select(word => $"“{word}”: we never ask for money, bank details, codes or pictures (S16)."));
        if (!verified)
        {
            problems.AddRange(Found(Subjects, folded).Select(word =>
                $"“{word}” would tell somebody who is not verified what this is about (S5). Send a reviewed text, or ask for the secret first."));
        }

        if (await NamesAsync(db, conversation, folded, cancellation))
        {
            problems.Add("Leave out names and case codes: whoever holds the phone reads this.");
        }

        return problems;
    }

    private static IEnumerable<string> Found(string[] words, string folded) => words.Where(word => Holds(folded, ScriptText.Fold(word)));

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
        return contacts.Select(c => vault.OpenIfKept(c.PersonKeyId, "contact.name", c.Name))
            .Concat(cases.Select(c => vault.OpenIfKept(c.PersonKeyId, "case.name", c.Name)))
            .Concat(cases.Select(c => c.Code))
            .OfType<string>()
            .SelectMany(name => name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(name))
            .Select(ScriptText.Fold)
            .Any(name => name.Length > 2 && Holds(folded, name));
    }
}
