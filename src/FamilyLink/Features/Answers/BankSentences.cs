namespace FamilyLink.Features.Answers;

/// <summary>A sentence that the models were learned from, and how it sounds.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Topic">Its topic, or <c>none</c>.</param>
/// <param name="Signal">Its sign of danger, or <c>-</c>.</param>
/// <param name="Words">The words.</param>
/// <param name="Sounds">See <see cref="TaughtSounds.Stretches"/>.</param>
public sealed record BankSentence(string Language, string Topic, string Signal, string Words, IReadOnlyList<string> Sounds)
{
    /// <summary>Whether it tells of danger.</summary>
    public bool IsDanger => Signal != "-";
}

/// <summary>The bank as it lies beside the models (<c>bank/</c>), read when somebody first asks for it.</summary>
public static class BankSentences
{
    private static readonly Lazy<IReadOnlyList<BankSentence>> Read = new(() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "bank"), "*.tsv").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split('\t'))
            .Where(columns => columns.Length == 5 && columns[0] != "lang")
            .Select(columns => new BankSentence(columns[0], columns[2], columns[3], columns[4], TaughtSounds.Stretches(columns[4])))]);

    /// <summary>All of it.</summary>
    public static IReadOnlyList<BankSentence> All => Read.Value;
}
