using FamilyLink.Localization.Text;

namespace FamilyLink.Features.Answers;

/// <summary>A question as it was kept, opened.</summary>
/// <param name="Asker">Who, for counting one asker once.</param>
/// <param name="Language">The language of the turn.</param>
/// <param name="Words">The words without names and numbers.</param>
public sealed record KeptQuestion(string Asker, string Language, string Words);

/// <summary>Questions that are alike.</summary>
/// <param name="Language">Their language.</param>
/// <param name="Askers">How many people asked.</param>
/// <param name="Words">One of them, showing only what others wrote too.</param>
public sealed record QuestionGroup(string Language, int Askers, string Words);

/// <summary>Puts questions together that are written alike: by the runs of three letters they share, which needs no words and so no spaces.</summary>
public static class QuestionGroups
{
    /// <summary>Fewer askers than this are not shown at all: a question of one person is that person's.</summary>
    public const int FewestAskers = 3;

    private const double Alike = 0.34;

    /// <summary>The groups that may be shown, those asked by most first.</summary>
    public static IReadOnlyList<QuestionGroup> Of(IEnumerable<KeptQuestion> questions)
    {
        var groups = new List<List<(KeptQuestion Question, HashSet<string> Runs)>>();
        foreach (var question in questions.OrderBy(q => q.Words, StringComparer.Ordinal))
        {
            var runs = Runs(question.Words);
            if (runs.Count == 0)
            {
                continue;
            }

            var home = groups.Where(g => g[0].Question.Language == question.Language)
                .Select(g => (Group: g, Share: g.Max(m => Share(m.Runs, runs))))
                .Where(g => g.Share >= Alike)
                .OrderByDescending(g => g.Share).Select(g => g.Group).FirstOrDefault();
            if (home is null)
            {
                groups.Add(home = []);
            }

            home.Add((question, runs));
        }

        return
        [
            .. groups.Select(g => g.ConvertAll(m => m.Question))
                .Select(g => (Group: g, Askers: g.DistinctBy(q => q.Asker).ToList()))
                .Where(g => g.Askers.Count >= FewestAskers)
                .Select(g => new QuestionGroup(g.Group[0].Language, g.Askers.Count, BestShown(g.Askers)))
                .Where(g => g.Words.Trim('…', ' ').Length > 0)
                .OrderByDescending(g => g.Askers),
        ];
    }

    private static string BestShown(List<KeptQuestion> askers) => askers
        .Select(q => Nameless.Show(q.Words, [.. askers.Where(o => o.Asker != q.Asker).Select(o => o.Words)]))
        .MaxBy(shown => shown.Count(c => c != '…'))!;

    private static HashSet<string> Runs(string words)
    {
        var text = ScriptText.Fold(words).Replace(" ", "", StringComparison.Ordinal);
        return [.. Enumerable.Range(0, Math.Max(0, text.Length - 2)).Select(i => text.Substring(i, 3))];
    }

    private static double Share(HashSet<string> one, HashSet<string> other)
    {
        var both = one.Count(other.Contains);
        return both / (double)(one.Count + other.Count - both);
    }
}
