using System.Globalization;
using FamilyLink.Localization;

namespace FamilyLink.Features.Translations;

/// <summary>
/// The <c>translations</c> command: prints the coverage table; with a language (and <c>text</c> or <c>voice</c>) also every key that is not signed off,
/// and for Khmu the recordings that are waited for.
/// </summary>
public static class TranslationsCommand
{
    /// <summary>Prints and returns 0; 1 when a wording is missing, 2 when the arguments make no sense.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellation)
    {
        var wordings = services.GetRequiredService<SiteWordings>();
        await wordings.RefreshAsync(cancellation);
        await output.WriteAsync(Coverage.Print(wordings.Ledger));
        if (arguments.Count > 0)
        {
            var medium = WordingMedium.Text;
            if (!Languages.Known(arguments[0]) || (arguments.Count > 1 && !Enum.TryParse(arguments[1], true, out medium)))
            {
                await output.WriteLineAsync("translations [lo|th|kjg|en [text|voice]]");
                return 2;
            }

            await ListAsync(wordings.Ledger, arguments[0], medium, output);
        }

        return Coverage.Table(wordings.Ledger).Any(line => line.Missing > 0) ? 1 : 0;
    }

    private static async Task ListAsync(ReviewLedger ledger, string language, WordingMedium medium, TextWriter output)
    {
        if (language == Languages.Khmu)
        {
            await output.WriteLineAsync("\nRecordings waited for (file, Lao, English):");
            foreach (var slot in RecordingSlot.All())
            {
                await output.WriteLineAsync($"{slot.File}\t{slot.Lao}\t{slot.English}");
            }

            return;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\nNot signed off ({language}, {medium.ToString().ToLowerInvariant()}):"));
        foreach (var key in ledger.WithoutSignature(language, medium))
        {
            await output.WriteLineAsync($"{key}\t{ledger.StateNow(key, language, medium).ToString().ToLowerInvariant()}\t{Texts.Exactly(key, language, medium)}");
        }
    }
}
