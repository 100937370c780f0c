using System.Diagnostics;
using System.Text;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Load.Fuzz;

/// <summary>
/// Random texts through everything that reads what people write: letters of three scripts, marks without letters, digits of every script, controls, bidirectional
/// marks, non-characters, halves of pairs, emoji, very long and empty ones. Nothing may throw, and nothing may take long.
/// </summary>
internal static class FuzzScenario
{
    public static int Run(LoadOptions options)
    {
        var count = options.Number("count", 10_000_000);
        var seed = options.Number("seed", 1);
        var (failed, slowest, done) = (0L, 0L, 0L);
        var begun = Stopwatch.GetTimestamp();
        Parallel.For(0, Environment.ProcessorCount, part =>
        {
            var random = new Random((seed * 1_000) + part);
            for (var i = part; i < count; i += Environment.ProcessorCount)
            {
                var text = AnyText.Make(random);
                var at = Stopwatch.GetTimestamp();
                try
                {
                    Read(text);
                }
                catch (Exception wrong) when (wrong is not OutOfMemoryException)
                {
                    if (Interlocked.Increment(ref failed) <= 5)
                    {
                        var hex = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text));
                        Report.Say($"{wrong.GetType().Name} for {hex[..Math.Min(400, hex.Length)]}");
                    }
                }

                var took = (long)Stopwatch.GetElapsedTime(at).TotalMicroseconds;
                for (var most = Interlocked.Read(ref slowest); took > most && Interlocked.CompareExchange(ref slowest, took, most) != most;)
                {
                    most = Interlocked.Read(ref slowest);
                }

                if (Interlocked.Increment(ref done) % 1_000_000 == 0)
                {
                    Report.Say($"{done} texts, {failed} failed");
                }
            }
        });
        Report.Last("fuzz", ("count", done), ("failed", failed), ("slowest_ms", Report.Round(slowest / 1_000d)), ("seconds", Report.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds)));
        return failed == 0 ? 0 : 1;
    }

    private static void Read(string text)
    {
        var wellFormed = ScriptText.WellFormed(text);
        ControlWords.Read(text);
        ControlWords.AsksToGoOn(text);
        SafetySignals.Detect(text);
        TopicMatcher.Default.Match("lo", text);
        AccountNumbers.Mask(text);
        Noise.IsNoise(text);
        _ = SecretForm.StretchesOf(text, 6).Count();
        StaffWordRules.Problems(wellFormed, "lo");
        if (text.Length < 1_000 && ScriptText.Normalise(ScriptText.Normalise(text)) != ScriptText.Normalise(text))
        {
            throw new InvalidOperationException("Normalising twice is not normalising once.");
        }
    }
}
