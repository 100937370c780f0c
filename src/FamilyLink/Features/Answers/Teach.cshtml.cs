using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>Proposing what a sentence is, and everything that was taught.</summary>
public sealed class TeachModel(FamilyLinkContext db, TeachingService service, FieldEncryptor encryptor) : PageModel
{
    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty]
    public TaughtKind Kind { get; set; }

    [BindProperty]
    public string? Sign { get; set; }

    [BindProperty]
    public string? Topic { get; set; }

    public IEnumerable<string> Topics => service.Topics;

    public List<Row> Rows { get; private set; } = [];

    /// <summary>Where a sentence stands, in words.</summary>
    public static string Say(AnswerState state) => state switch
    {
        AnswerState.Draft => "Waits for a second person",
        AnswerState.Published => "Published",
        _ => "Withdrawn",
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    /// <summary>Comes from the page of unanswered questions; words stand in no address (S20).</summary>
    public Task<IActionResult> OnPostStartAsync(CancellationToken cancellation)
    {
        Words = Words?.Replace('…', ' ').Replace("#", "", StringComparison.Ordinal).Trim();
        Language = Language == Languages.Khmu ? Languages.Lao : Language;
        ModelState.Clear();
        return ShowAsync(cancellation);
    }

    public async Task<IActionResult> OnPostProposeAsync(CancellationToken cancellation)
    {
        try
        {
            var sentence = await service.ProposeAsync(Kind, Kind == TaughtKind.Sign ? Sign : Topic, Language, Words ?? "", User.StaffId(), cancellation);
            return Redirect($"/answers/taught/{sentence.Id}");
        }
        catch (AnswerRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return await ShowAsync(cancellation);
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        foreach (var sentence in await db.Set<TaughtSentence>().AsNoTracking().OrderByDescending(t => t.ProposedAt).ToListAsync(cancellation))
        {
            if (encryptor.DecryptIfKept(sentence.PersonKeyId, "taught.words", sentence.Words) is { } words)
            {
                Rows.Add(new(sentence.Id, sentence.Language, words, sentence.Label, Say(sentence.State), sentence.State == AnswerState.Published ? "good" : sentence.State == AnswerState.Draft ? "today" : ""));
            }
        }

        db.Audit(AuditFact.Staff(User.StaffId(), "taught.read", "taught"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    /// <summary>One taught sentence.</summary>
    public sealed record Row(Guid Id, string Language, string Words, string Label, string State, string Tag);
}
