using System.Globalization;
using System.Text;
using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>
/// The questions that were written to learn from (<c>Questions/*.tsv</c>): a line is a label, a language and a wording, in which <c>{word}</c>
/// stands for any of the wordings of <c>Words.tsv</c> and <c>(a|b)</c> for either; <c>x/y</c> inside brackets of a line for both languages is Lao/Thai.
/// </summary>
internal sealed class QuestionBank
{
    // How many wordings are made of a line with alternatives.
    private const int Wordings = 5;

    private readonly Dictionary<string, string[][]> _words;

    private QuestionBank(Dictionary<string, string[][]> words, List<Line> lines)
    {
        _words = words;
        Lines = lines;
    }

    /// <summary>One line of the bank.</summary>
    internal sealed record Line(string Label, string Languages, string Pattern);

    /// <summary>One wording made of a line; <see cref="Line"/> is its number.</summary>
    internal readonly record struct Wording(string Label, string Language, string Text, int Line, float Weight);

    public IReadOnlyList<Line> Lines { get; }

    /// <summary>Reads the bank that is part of the program.</summary>
    public static QuestionBank Load(params ReadOnlySpan<string> prefixes)
    {
        var assembly = typeof(QuestionBank).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith("Questions.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var lines = new List<Line>();
        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            while (reader.ReadLine() is { } text)
            {
                if (text.Length == 0 || text[0] == '#')
                {
                    continue;
                }

                var columns = text.Split('\t');
                var wanted = prefixes.IsEmpty;
                foreach (var prefix in prefixes)
                {
                    wanted |= name.StartsWith("Questions." + prefix, StringComparison.Ordinal);
                }

                if (wanted)
                {
                    lines.Add(new(columns[0], columns[1], columns[2]));
                }
            }
        }

        return new QuestionBank(Lexicon.Read("Words.tsv"), lines);
    }

    /// <summary>The wordings of a line, at most <see cref="Wordings"/> in each of its languages, always the same.</summary>
    public IEnumerable<Wording> Expand(int number)
    {
        var line = Lines[number];
        foreach (var language in line.Languages.Split('+'))
        {
            var made = new HashSet<string>(StringComparer.Ordinal);
            for (var seed = 0; seed < Wordings * 2 && made.Count < Wordings; seed++)
            {
                made.Add(Make(line.Pattern, language, (number * 31) + seed));
            }

            foreach (var text in made)
            {
                yield return new(line.Label, language, text, number, 1f / MathF.Sqrt(made.Count));
            }
        }
    }

    private string Make(string pattern, string language, int seed)
    {
        var state = (uint)((seed + 1) * 2654435761L) | 1u;
        var text = new StringBuilder();
        var spaced = language == "en" || seed % 3 == 0;
        var i = 0;
        while (i < pattern.Length)
        {
            if (pattern[i] is '{' or '(')
            {
                var end = pattern.IndexOf(pattern[i] == '{' ? '}' : ')', i);
                var inside = pattern[(i + 1)..end];
                var choices = pattern[i] == '(' ? inside.Split('|') : _words.TryGetValue(inside, out var forms) ? forms[Column(language)]
                    : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"No word {inside} in Words.tsv."));
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                text.Append(InLanguage(choices[state % (uint)choices.Length], language, pattern[i] == '('));
                i = end + 1;
            }
            else if (pattern[i] == ' ' && !spaced)
            {
                // Lao and Thai put spaces between thoughts, not between words; people put them anywhere.
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                if (state % 4 == 0)
                {
                    text.Append(' ');
                }

                i++;
            }
            else
            {
                text.Append(pattern[i++]);
            }
        }

        return text.Replace("  ", " ").ToString().Trim();
    }

    private static string InLanguage(string choice, string language, bool paired)
    {
        var slash = paired ? choice.IndexOf('/', StringComparison.Ordinal) : -1;
        return slash < 0 ? choice : language == "th" ? choice[(slash + 1)..] : choice[..slash];
    }

    private static int Column(string language) => language switch
    {
        "lo" => 0,
        "th" => 1,
        _ => 2,
    };
}
