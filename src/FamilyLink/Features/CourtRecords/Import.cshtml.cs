using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.CourtRecords;

/// <summary>Reading a file of results in: choose it, look at it row by row, enter it or give it up.</summary>
public sealed class ImportModel(FamilyLinkContext db, CourtImports imports) : PageModel
{
    /// <summary>How many rows of each kind the page shows.</summary>
    public const int MostShown = 200;

    public ImportPreview? Preview { get; private set; }

    public int? Entered { get; private set; }

    /// <summary>What the person at the page has decided so far.</summary>
    public ImportChoices Choices { get; private set; } = ImportChoices.None;

    /// <summary>What words that are not known here mean: stage, words and outcome, parted by a line.</summary>
    [BindProperty]
    public List<string> Meaning { get; set; } = [];

    /// <summary>The rows that are right where rows contradict each other.</summary>
    [BindProperty]
    public List<int> Right { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid? id, int? entered, CancellationToken cancellation)
    {
        Entered = entered;
        if (id is { } import && (Preview = await imports.PreviewAsync(import, User.StaffId(), db.VisibleCases(User), cancellation)) is null)
        {
            return NotFound();
        }

        return User.IsInRole(StaffRoles.Caseworker) ? Page() : Forbid();
    }

    public async Task<IActionResult> OnPostLookAsync(IFormFile? file, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        try
        {
            if (file is null || file.Length > ResultFile.LargestFile)
            {
                throw new FileRefusedException(file is null ? "Choose a file." : $"The file is larger than {ResultFile.LargestFile / 1024 / 1024} MB. Send it in parts.");
            }

            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellation);
            return Redirect($"/court/import/{await imports.KeepAsync(content.ToArray(), User.StaffId(), cancellation)}");
        }
        catch (FileRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }

    public async Task<IActionResult> OnPostChooseAsync(Guid id, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        Choices = Chosen();
        Preview = await imports.PreviewAsync(id, User.StaffId(), db.VisibleCases(User), Choices, cancellation);
        return Preview is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostEnterAsync(Guid id, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        try
        {
            if (await imports.EnterAsync(id, User.StaffId(), db.VisibleCases(User), Choices = Chosen(), cancellation) is not { } entered)
            {
                return NotFound();
            }

            // What nobody has decided about is still there.
            db.ChangeTracker.Clear();
            return Redirect(await imports.PreviewAsync(id, User.StaffId(), db.VisibleCases(User), cancellation) is null ? $"/court/import?entered={entered}" : $"/court/import/{id}?entered={entered}");
        }
        catch (CourtLineRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            db.ChangeTracker.Clear();
            Preview = await imports.PreviewAsync(id, User.StaffId(), db.VisibleCases(User), Choices, cancellation);
            return Page();
        }
    }

    public async Task<IActionResult> OnPostGiveUpAsync(Guid id, CancellationToken cancellation)
    {
        await imports.GiveUpAsync(id, User.StaffId(), cancellation);
        return Redirect("/court/import");
    }

    private ImportChoices Chosen()
    {
        var meanings = new Dictionary<UnknownOutcome, CourtOutcome>();
        foreach (var parts in Meaning.Select(m => (m ?? "").Split('|')))
        {
            if (parts is [var stage, var key, var outcome] && Enum.TryParse<CourtStage>(stage, out var at) && Enum.TryParse<CourtOutcome>(outcome, out var became) && CourtRecord.OutcomesOf(at).Contains(became))
            {
                meanings[new UnknownOutcome(at, key)] = became;
            }
        }

        return new ImportChoices(meanings, Right.ToHashSet());
    }
}
