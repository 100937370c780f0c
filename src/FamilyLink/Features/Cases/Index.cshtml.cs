using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Cases;

/// <summary>
/// The cases one may see, a page at a time; codes only, so the list shows nobody's name. Words are searched by POST, because a name or a number may stand
/// in no address (S20); an address can hold part of a code.
/// </summary>
public sealed class IndexModel(FamilyLinkContext db, FieldEncryptor encryptor, KeyedHasher hasher, NameIndex names) : PageModel
{
    private const int RowsOfAPage = 50;

    /// <summary>What is sought: in an address part of a code; in the form anything.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Part of a code, as older links say it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Approval { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Ending { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Untold { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Closed { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>Which page.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; }

    public CaseFilter Filter { get; private set; } = null!;

    public List<Row> Rows { get; private set; } = [];

    public int Total { get; private set; }

    public int Pages { get; private set; }

    /// <summary>What was sought, as it was written; null when nothing was.</summary>
    public string? Words { get; private set; }

    /// <summary>Whether the words came by the form, and so must go on by it.</summary>
    public bool ByForm { get; private set; }

    /// <summary>Whether the words are in too many names.</summary>
    public bool NamesLeftOut { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        names.Begin();
        Words = Written(Q) ?? Written(Code);
        await ShowAsync(cancellation);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        Words = Written(Q);
        ByForm = Words is not null;
        await ShowAsync(cancellation);
        return ByForm ? Page() : Redirect(Filter.Address());
    }

    /// <summary>A way to another page or filter, which keeps what is sought.</summary>
    public Way To(string text, CaseFilter filter, bool on = false, int page = 1) => new(text, filter.Address(page, ByForm ? null : Words), on, ByForm);

    private async Task ShowAsync(CancellationToken cancellation)
    {
        ModelState.Clear();
        Filter = new CaseFilter(Mine, Approval, Ending, Untold, Closed, Sort == "code");
        var cases = Filter.Of(db, db.VisibleCases(User).AsNoTracking(), User.StaffId(), Words is not null, db.Now);
        if (ByForm)
        {
            (cases, NamesLeftOut) = await new CaseSearch(db, encryptor, hasher, names).ByWordsAsync(cases, Words!, cancellation);
        }
        else if (Words is not null)
        {
            cases = CaseSearch.ByCode(cases, CaseSearch.CodePart(Words));
        }

        Total = await cases.CountAsync(cancellation);
        Pages = Math.Max(1, (Total + RowsOfAPage - 1) / RowsOfAPage);
        Number = Math.Clamp(Number, 1, Pages);
        var page = await Ordered(cases).Skip((Number - 1) * RowsOfAPage).Take(RowsOfAPage).Select(c => new { c.Id, c.Code, c.Age, c.OpenedAt, Closed = c.ClosedAt != null }).ToListAsync(cancellation);
        var tasks = await TasksAsync(page.ConvertAll(c => c.Id), cancellation);
        Rows = page.ConvertAll(c => new Row(c.Id, c.Code, c.Age, c.OpenedAt, c.Closed, tasks.GetValueOrDefault(c.Id)));
        if (Words is not null)
        {
            // That somebody searched and how much came of it; never for what.
            db.Audit(AuditFact.Staff(User.StaffId(), "case.searched", $"agency:{User.AgencyId():N}", FormattableString.Invariant($"found:{Total}")));
            await db.SaveChangesAsync(cancellation);
        }
    }

    private IQueryable<Case> Ordered(IQueryable<Case> cases) =>
        Filter.ByCode ? cases.OrderBy(c => c.Code).ThenBy(c => c.Id) : cases.OrderByDescending(c => c.OpenedAt).ThenBy(c => c.Code).ThenBy(c => c.Id);

    // Only of the cases that are shown: within the ordered query it would be counted for all of them.
    private async Task<Dictionary<Guid, int>> TasksAsync(List<Guid> ids, CancellationToken cancellation)
    {
        var open = db.TasksOfUnits().Where(t => t.DoneAt == null);
        var ofCases = await open.Where(t => t.CaseId != null && ids.Contains(t.CaseId.Value)).Select(t => new { t.Id, CaseId = t.CaseId!.Value }).ToListAsync(cancellation);
        var ofContacts = await (
            from link in db.CaseContacts
            where ids.Contains(link.CaseId)
            join task in open on link.ContactId equals task.ContactId
            select new { task.Id, link.CaseId }).ToListAsync(cancellation);
        return ofCases.Concat(ofContacts).Distinct().GroupBy(t => t.CaseId).ToDictionary(g => g.Key, g => g.Count());
    }

    private static string? Written(string? words) => string.IsNullOrWhiteSpace(words) ? null : words;

    /// <summary>One line.</summary>
    public sealed record Row(Guid Id, string Code, AgeGroup Age, DateTime OpenedAt, bool Closed, int Tasks);

    /// <summary>A link, or where words must come along, a button of the form.</summary>
    /// <param name="Text">What it says.</param>
    /// <param name="Address">Where it leads.</param>
    /// <param name="On">Whether it is in force.</param>
    /// <param name="ByForm">Whether it takes the words of the form along.</param>
    public sealed record Way(string Text, string Address, bool On, bool ByForm);
}
