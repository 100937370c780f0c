using FamilyLink.Data;
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

    public async Task<IActionResult> OnPostEnterAsync(Guid id, CancellationToken cancellation)
    {
        if (!User.IsInRole(StaffRoles.Caseworker))
        {
            return Forbid();
        }

        try
        {
            return await imports.EnterAsync(id, User.StaffId(), db.VisibleCases(User), cancellation) is { } entered ? Redirect($"/court/import?entered={entered}") : NotFound();
        }
        catch (CourtLineRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
            db.ChangeTracker.Clear();
            Preview = await imports.PreviewAsync(id, User.StaffId(), db.VisibleCases(User), cancellation);
            return Page();
        }
    }

    public async Task<IActionResult> OnPostGiveUpAsync(Guid id, CancellationToken cancellation)
    {
        await imports.GiveUpAsync(id, User.StaffId(), cancellation);
        return Redirect("/court/import");
    }
}
