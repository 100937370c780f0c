using System.Text;
using FamilyLink.Data.Encryption;
using FamilyLink.Localization.Text;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Court;

/// <summary>What of a line decides whether another one can be true beside it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Date">The date, the first day of what is known.</param>
/// <param name="Certainty">How much of it is known.</param>
/// <param name="Document">The document, in the form documents are compared in.</param>
public sealed record CourtFact(Guid CaseId, CourtStage Stage, CourtOutcome Outcome, DateOnly? Date, DateCertainty Certainty, string Document);

/// <summary>
/// Lines of one case that cannot both be true: convicted and acquitted at one stage by one document. A later appeal, another defendant and another count are
/// no contradiction when stage, date or document says so. Nothing is told of such lines until a person has settled which one is right.
/// </summary>
public static class CourtContradictions
{
    /// <summary>The reason why nothing may be told.</summary>
    public const string Code = "contradicted";

    private static readonly CourtOutcome[][] Excluding =
    [
        [CourtOutcome.Convicted, CourtOutcome.Acquitted, CourtOutcome.ChargesDropped],
        [CourtOutcome.CompensationOrdered, CourtOutcome.NoCompensation],
        [CourtOutcome.CompensationPaid, CourtOutcome.CompensationNotPaid],
    ];

    /// <summary>A document's reference as it is compared: the same in every kind of digits, dashes and blanks.</summary>
    public static string Document(string source)
    {
        var key = new StringBuilder();
        foreach (var character in ScriptText.Normalise(source).Where(c => c != ' '))
        {
            key.Append(char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.DashPunctuation ? '-' : character);
        }

        return key.ToString();
    }

    /// <summary>Whether two lines cannot both be true. One court decides once by one document; an appeal, and money, go on from day to day.</summary>
    public static bool Contradicts(this CourtFact one, CourtFact other) =>
        one.CaseId == other.CaseId && one.Stage == other.Stage && one.Outcome != other.Outcome && one.Document == other.Document
        && Excluding.Any(set => set.Contains(one.Outcome) && set.Contains(other.Outcome))
        && (one.Stage == CourtStage.Court || MayBeOneDay(one, other));

    /// <summary>The facts of a case's lines that count.</summary>
    public static async Task<Dictionary<Guid, CourtFact>> CourtFactsAsync(this FamilyLinkContext db, FieldEncryptor encryptor, IReadOnlyCollection<Guid> cases, CancellationToken cancellation) =>
        (await db.CurrentCourtEntries().AsNoTracking()
            .Where(e => cases.Contains(e.CaseId))
            .Join(db.Cases, e => e.CaseId, c => c.Id, (e, c) => new { Entry = e, c.PersonKeyId })
            .ToListAsync(cancellation))
        .ToDictionary(e => e.Entry.Id, e => new CourtFact(
            e.Entry.CaseId,
            e.Entry.Stage,
            e.Entry.Outcome,
            e.Entry.Date,
            e.Entry.Certainty,
            encryptor.DecryptIfKept(e.PersonKeyId, "court.source", e.Entry.Source) is { } source ? Document(source) : Convert.ToHexString(e.Entry.SourceHash)));

    /// <summary>Whether a line that counts is contradicted by another one.</summary>
    public static async Task<bool> IsContradictedAsync(this FamilyLinkContext db, FieldEncryptor encryptor, Guid caseId, Guid entryId, CancellationToken cancellation)
    {
        var facts = await db.CourtFactsAsync(encryptor, [caseId], cancellation);
        return facts.TryGetValue(entryId, out var fact) && facts.Values.Any(fact.Contradicts);
    }

    private static bool MayBeOneDay(CourtFact one, CourtFact other) =>
        one.Date is not { } first || other.Date is not { } second || (first <= Last(second, other.Certainty) && second <= Last(first, one.Certainty));

    private static DateOnly Last(DateOnly date, DateCertainty certainty) => certainty switch
    {
        DateCertainty.Year => date.AddYears(1).AddDays(-1),
        DateCertainty.Month => date.AddMonths(1).AddDays(-1),
        _ => date,
    };
}
