using System.Globalization;
using FamilyLink.Localization;
using FamilyLink.Localization.Exchange;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.Translations;

/// <summary>Wordings as files for translators' programs, there and back.</summary>
[RequestSizeLimit(20_000_000)]
public sealed class ExchangeModel(TranslationService service, SiteWordings site) : PageModel
{
    [BindProperty]
    public IFormFile? Returned { get; set; }

    public string? Message { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnGetFileAsync(string language, string version, CancellationToken cancellation)
    {
        if (!Coverage.Translated.Contains(language))
        {
            return NotFound();
        }

        var shape = version == "2.0" ? XliffVersion.V20 : XliffVersion.V12;
        var bytes = Xliff.Write(shape, language, await service.UnitsAsync(language, site.Ledger, cancellation));
        return new FileContentResult(bytes, "application/xliff+xml") { FileDownloadName = $"familylink-{language}-{(shape == XliffVersion.V20 ? "2.0" : "1.2")}.xlf" };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Returned is not { Length: > 0 })
        {
            Problems = ["Choose a file."];
            return Page();
        }

        var units = new Dictionary<string, IReadOnlyList<XliffUnit>>(StringComparer.Ordinal);
        foreach (var language in Coverage.Translated)
        {
            units[language] = await service.UnitsAsync(language, site.Ledger, cancellation);
        }

        try
        {
            await using var content = Returned.OpenReadStream();
            var (language, wordings) = XliffReader.Read(content, found => units[found]);
            var written = await service.SaveAllAsync(wordings, User.StaffId(), "wording.imported", cancellation);
            Message = written == 0
                ? "Every wording in the file is what is here already."
                : string.Create(CultureInfo.InvariantCulture, $"{IndexModel.NameOf(language)}: {written} new editions. They are drafts until they are signed off.");
        }
        catch (XliffRefusedException refused)
        {
            Problems = refused.Problems;
        }
        catch (TranslationRefusedException refused)
        {
            Problems = [refused.Message];
        }

        return Page();
    }
}
