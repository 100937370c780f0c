using FamilyLink.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.Studio;

/// <summary>What is recorded in a language, and what is still missing, what is heard first at the top.</summary>
public sealed class IndexModel(RecordingService service) : PageModel
{
    private const int OnePage = 60;

    [BindProperty(SupportsGet = true)]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<StudioRow> Rows { get; private set; } = [];

    public IReadOnlyList<StudioRow> All { get; private set; } = [];

    public int Pages => (All.Count + OnePage - 1) / OnePage;

    public StudioRow? Next => All.FirstOrDefault(r => r.State is PromptState.Missing or PromptState.Outdated);

    public StudioRow? NextToHear => All.FirstOrDefault(r => r.State == PromptState.Recorded);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        All = await service.ListAsync(Language, cancellation);
        Number = Math.Clamp(Number, 1, Math.Max(1, Pages));
        Rows = [.. All.Skip((Number - 1) * OnePage).Take(OnePage)];
    }

    /// <summary>A recording as staff hear it.</summary>
    public async Task<IActionResult> OnGetSoundAsync(Guid id, CancellationToken cancellation) =>
        await service.SoundAsync(id, cancellation) is { } sound ? new FileContentResult(sound, "audio/wav") { EnableRangeProcessing = true } : NotFound();

    /// <summary>A language in staff's words.</summary>
    public static string NameOf(string language) => language switch { Languages.Lao => "Lao", Languages.Thai => "Thai", Languages.Khmu => "Khmu", _ => "English" };

    /// <summary>A state in staff's words.</summary>
    public static string Say(PromptState state) => state switch
    {
        PromptState.Missing => "missing",
        PromptState.Outdated => "the words have changed",
        PromptState.Recorded => "waits for a second speaker",
        _ => "signed off",
    };
}
