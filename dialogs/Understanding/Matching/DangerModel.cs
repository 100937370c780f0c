namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// The second opinion on signs of danger (S14): learned from sentences of danger, from harmless ones in the same words (the dog died, laughing to
/// death, father took her to school) and from all questions that people ask.
/// </summary>
internal static class DangerModel
{
    public const string Harmless = "harmless";

    // A sentence of danger counts for more than a harmless one: what is missed costs more than what is heard in vain.
    private const float DangerWeight = 1.5f;

    public static LinearModel Learn(Func<int, bool>? only = null)
    {
        var bank = QuestionBank.Load();
        string[] classes = [.. bank.Lines.Select(l => l.Label).Where(l => l.StartsWith("danger.", StringComparison.Ordinal)).Append(Harmless).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var examples = new List<Example>();
        for (var n = 0; n < bank.Lines.Count; n++)
        {
            if (LabelOf(bank.Lines[n].Label) is not { } label || (only is not null && !only(n)))
            {
                continue;
            }

            var weight = label == Harmless ? 1 : DangerWeight;
            foreach (var wording in bank.Expand(n))
            {
                Lessons.Add(examples, wording.Text, wording.Language, Array.IndexOf(classes, label), wording.Weight * weight, examples.Count);
            }
        }

        return LinearTrainer.Learn(classes, examples, bank.Origin);
    }

    // Two topics are signs of danger themselves, or may be: the first is one, the second decides nothing.
    internal static string? LabelOf(string label) => label switch
    {
        "shelter.asked-to-pay" => "danger.money-demand",
        "court.pressure" => null,
        _ when label.StartsWith("danger.", StringComparison.Ordinal) => label,
        _ => Harmless,
    };
}
