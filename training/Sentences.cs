namespace FamilyLink.Training;

/// <summary>One sentence of the bank, written in the way people text. No native speaker has reviewed the bank yet.</summary>
/// <param name="Language">The person's language; Lao in Thai or Latin letters is <c>lo</c>.</param>
/// <param name="Style"><c>plain</c>, <c>slips</c>, <c>cross-script</c>, <c>roman</c> or <c>mixed</c>.</param>
/// <param name="Topic">An id of the topic list, or <c>none</c>.</param>
/// <param name="Signal">A sign of danger, or <c>-</c>.</param>
/// <param name="Text">The words.</param>
/// <param name="IsHeld">Kept back while anything is tuned.</param>
/// <param name="IsNear">Harmless, and written to look like danger.</param>
/// <param name="IsSpent">Of a set that was sealed, was read once and reported, and is learned from since.</param>
public sealed record Sentence(string Language, string Style, string Topic, string Signal, string Text, bool IsHeld = false, bool IsNear = false, bool IsSpent = false)
{
    /// <summary>What stands in the column of signals when there is none.</summary>
    public const string NoSignal = "-";

    /// <summary>Whether it is a sign of danger.</summary>
    public bool IsDanger => Signal != NoSignal;
}

/// <summary>Reads sentences: tab-separated, without a header, <c>language style topic signal text</c>.</summary>
public static class Sentences
{
    /// <summary>The bank that is part of this project, with or without what is kept back for measuring.</summary>
    public static List<Sentence> Bank(bool held)
    {
        var assembly = typeof(Sentences).Assembly;
        var sentences = new List<Sentence>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var isHeld = name.StartsWith("Held.", StringComparison.Ordinal);
            if (name.StartsWith("Bank.", StringComparison.Ordinal) || (held && isHeld))
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                sentences.AddRange(Read(stream, name).Select(s => s with { IsHeld = isHeld, IsNear = name.Contains("harmless", StringComparison.Ordinal), IsSpent = name.Contains(".Spent.", StringComparison.Ordinal) }));
            }
        }

        return sentences;
    }

    /// <summary>Reads a file; a line that has not five columns is an <see cref="InvalidDataException"/> that names it. A header is passed over.</summary>
    public static List<Sentence> Read(Stream stream, string name)
    {
        using var reader = new StreamReader(stream);
        var sentences = new List<Sentence>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line.StartsWith("lang\t", StringComparison.Ordinal))
            {
                continue;
            }

            var columns = line.Split('\t');
            sentences.Add(columns.Length == 5
                ? new(columns[0], columns[1], columns[2], columns[3], columns[4])
                : throw new InvalidDataException(FormattableString.Invariant($"{name}, line {number}: five columns are needed, language, style, topic, signal and text; there are {columns.Length}.")));
        }

        return sentences;
    }
}
