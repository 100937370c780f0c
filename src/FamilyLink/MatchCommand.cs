using System.Globalization;
using System.Text;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink;

/// <summary>Reads <c>language TAB text</c> a line and writes <c>topic TAB confidence TAB signal</c> a line, in order: the understanding alone, without a database. The signal is its id, <c>?</c> for maybe, or <c>-</c>.</summary>
internal static class MatchCommand
{
    public static int Run(Stream input, Stream output)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var reader = new StreamReader(input, utf8);
        using var writer = new StreamWriter(output, utf8) { NewLine = "\n" };
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var language = tab < 0 ? "" : line[..tab];
            var text = line[(tab + 1)..];
            var heard = SafetySignals.Detect(text);
            var signal = heard.Certainty == Certainty.Sign ? heard.Signal : null;
            var match = TopicMatcher.Default.Match(language, text);
            var topic = match.Topic is { } found && (signal is null || SafetySignals.GoesWith(signal, found)) ? found : TopicMatcher.NoTopic;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topic}\t{match.Confidence:0.000}\t{signal ?? (heard.Certainty == Certainty.Maybe ? "?" : "-")}"));
        }

        return 0;
    }
}
