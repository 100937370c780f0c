namespace FamilyLink.Training;

/// <summary>
/// Sets a question that people ask beside a sentence of the bank, as one message: "no papers, was raped". Learned from single sentences alone, a model takes what
/// sounds like a question for a sign that nobody is in danger. Harmless sentences get theirs too, so that two sentences in one message are no sign by themselves.
/// </summary>
internal sealed class BesideQuestions
{
    // What is longer holds enough of its own.
    private const int Longest = 70;
    private const int Every = 2;

    private static readonly Dictionary<string, string[]> Joints = new(StringComparer.Ordinal)
    {
        ["lo"] = [" ", " ", "\n", " ແລະ ", "ແລະ", "ແລ້ວ", " ແຕ່ ", ", "],
        ["th"] = [" ", " ", "\n", " และ", "และ", "แล้ว", " แต่", ", "],
        ["en"] = [" ", ", ", ". ", " and ", " but ", "\n"],
    };

    private readonly Dictionary<string, List<string>> _questions;

    public BesideQuestions(QuestionBank bank) => _questions = Enumerable.Range(0, bank.Lines.Count)
        .Where(n => bank.Lines[n].Label.Contains('.', StringComparison.Ordinal) && !bank.Lines[n].Label.StartsWith("danger.", StringComparison.Ordinal) && bank.Lines[n].Label is not ("shelter.asked-to-pay" or "court.pressure"))
        .SelectMany(n => bank.Expand(n)).Where(w => w.Text.Length <= Longest).GroupBy(w => w.Language).ToDictionary(g => g.Key, g => g.Select(w => w.Text).Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);

    /// <summary>The sentence with a question before or behind it; none for most sentences that are long, and for every second one.</summary>
    public IEnumerable<string> Of(Sentence sentence, int seed)
    {
        if (seed % Every == 0 && sentence.Text.Length <= Longest && _questions.TryGetValue(sentence.Language, out var questions))
        {
            var at = (uint)((seed + 1) * 2654435761L);
            var question = questions[(int)(at % (uint)questions.Count)];
            var joints = Joints[sentence.Language];
            var joint = joints[(int)(at / 7 % (uint)joints.Length)];
            yield return at / 3 % 2 == 0 ? question + joint + sentence.Text : sentence.Text + joint + question;
        }
    }
}
