using System.Globalization;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features.Translations;

/// <summary>How far each language has come, in bars.</summary>
public sealed class IndexModel(SiteWordings site, IConfiguration configuration) : PageModel
{
    public IReadOnlyList<CoverageLine> Table { get; private set; } = [];

    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public bool OffersKhmu { get; private set; }

    public void OnGet()
    {
        Table = Coverage.Table(site.Ledger);
        Refusals = LanguageChecks.NotSignedOff(configuration, site.Ledger);
        OffersKhmu = LanguageChecks.SafetySet.All(key => site.Ledger.StateNow(key, Languages.Khmu, WordingMedium.Voice) == ReviewState.SignedOff);
    }

    public string Share(int part, CoverageLine line) => string.Create(CultureInfo.InvariantCulture, $"{(line.Keys == 0 ? 0 : 100.0 * part / line.Keys):0.##}%");

    /// <summary>A language's name for staff.</summary>
    public static string NameOf(string language) => language switch
    {
        Languages.Lao => "Lao",
        Languages.Thai => "Thai",
        Languages.Khmu => "Khmu",
        _ => "English",
    };
}
