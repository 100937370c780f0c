using FamilyLink.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.Translations;

/// <summary>All wordings of one language and medium.</summary>
public sealed class ListModel(TranslationService service, SiteWordings site) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty(SupportsGet = true)]
    public string Medium { get; set; } = "text";

    [BindProperty(SupportsGet = true)]
    public ReviewState? State { get; set; }

    public WordingMedium Read => Medium == "voice" ? WordingMedium.Voice : WordingMedium.Text;

    public List<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        foreach (var wording in await service.AllAsync(Language, Read, cancellation))
        {
            var state = site.Ledger.StateOf(wording.Key, Language, Read, wording.Text);
            if (State is null || State == state)
            {
                Rows.Add(new(wording.Key, WordingSources.Of(wording.Key, Read)!.English, wording.Text, state, wording.Number));
            }
        }
    }

    /// <summary>A state in staff's words.</summary>
    public static string Say(ReviewState state) => state switch
    {
        ReviewState.SignedOff => "signed off",
        ReviewState.InReview => "in review",
        ReviewState.Draft => "draft",
        _ => "no words",
    };

    /// <summary>One wording.</summary>
    public sealed record Row(string Key, string English, string? Text, ReviewState State, int Number);
}
