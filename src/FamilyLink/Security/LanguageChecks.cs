using FamilyLink.Localization;

namespace FamilyLink.Security;

/// <summary>That in Live nobody hears words which no native speaker signed off.</summary>
public static class LanguageChecks
{
    /// <summary>What must be signed off before Khmu is offered as a language: greeting, language, person, STOP, danger. Everything else falls back to Lao.</summary>
    public static IReadOnlyList<string> SafetySet { get; } =
    [
        "menu.ask", "language.ask", "language.chosen", "choice.person", "choice.stop", "person.on-duty", "person.off-duty",
        "safety.calm", "stop.done", "start.done", "verify.ask", "verify.refused", "misunderstood.once", "misunderstood.person",
    ];

    /// <summary>
    /// One line for each language and medium that is switched on and has wordings nobody signed off, with their keys; for Khmu those of
    /// <see cref="SafetySet"/>. Empty when drafts are allowed.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="ledger">What was signed off, shipped and in the console.</param>
    public static IReadOnlyList<string> NotSignedOff(IConfiguration configuration, ReviewLedger ledger)
    {
        var problems = new List<string>();
        if (LiveChecks.AllowsUnreviewed(configuration))
        {
            return problems;
        }

        var service = configuration.GetSection(FamilyLinkOptions.Section).Get<FamilyLinkOptions>() ?? new FamilyLinkOptions();
        foreach (var language in service.Languages.Count > 0 ? service.Languages : [.. Languages.All])
        {
            foreach (var medium in (WordingMedium[])[WordingMedium.Text, WordingMedium.Voice])
            {
                var unsigned = language == Languages.Khmu
                    ? [.. SafetySet.Where(key => ledger.StateNow(key, language, medium) != ReviewState.SignedOff)]
                    : ledger.WithoutSignature(language, medium);
                if (unsigned.Count > 0)
                {
                    problems.Add($"Language '{language}', {medium.ToString().ToLowerInvariant()}: {unsigned.Count} wordings are not signed off by a native speaker: {string.Join(", ", unsigned)}.");
                }
            }
        }

        return problems;
    }
}
