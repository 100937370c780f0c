using System.Globalization;
using System.Text;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink;

/// <summary>Reads <c>language TAB text</c> a line and writes <c>topic TAB confidence TAB signal</c> a line, in order: the understanding alone, without a database.</summary>
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
            var signal = SafetySignals.Find(text);
            var match = TopicMatcher.Default.Match(language, text);
            var topic = match.Topic is { } found && (signal is null || SafetySignals.GoesWith(signal, found)) ? found : TopicMatcher.NoTopic;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topic}\t{match.Confidence:0.000}\t{signal ?? "-"}"));
        }

        return 0;
    }

    /// <summary>Learns the models from their questions and writes the files that are shipped with the program.</summary>
    public static int Learn(string folder)
    {
        using var topics = File.Create(Path.Combine(folder, "topics.model"));
        TopicMatcher.Prepare(topics);
        using var signals = File.Create(Path.Combine(folder, "signals.model"));
        SafetySignals.Prepare(signals);
        return 0;
    }
}
