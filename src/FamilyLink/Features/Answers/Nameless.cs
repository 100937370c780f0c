using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.Answers;

/// <summary>
/// Takes out of a question what could name somebody. Two steps, because scripts without spaces and capitals hide names well: what looks like a name or
/// number is taken out before the words are kept, and of what is kept only stretches that others wrote too are ever shown.
/// </summary>
public static partial class Nameless
{
    private const char Gap = '…';

    // Stands for the gap while text is normalised, which would write three dots for it.
    private const char Taken = '\uE000';

    // A stretch this long that two others wrote too is language, not somebody's name.
    private const int Stretch = 4;
    private const int OthersNeeded = 2;

    /// <summary>The words without numbers, addresses, and what follows a word that announces a name.</summary>
    public static string Strip(string words)
    {
        // Capitals first: the normalised text has none.
        var text = ScriptText.Normalise(Capitalised().Replace(words, Taken.ToString())).Replace(Taken, Gap);
        text = Address().Replace(text, Gap.ToString());
        text = Number().Replace(text, "#");
        text = Announced().Replace(text, m => m.Groups["cue"].Value + Gap);
        return Spaces().Replace(text, " ").Trim();
    }

    /// <summary>The words in the same form with nothing taken out: what is not equal to <see cref="Strip"/> held something that could name somebody.</summary>
    public static string Same(string words) => Spaces().Replace(ScriptText.Normalise(words), " ").Trim();

    /// <summary>What of a question may be shown: the stretches that at least two other askers wrote too.</summary>
    public static string Show(string words, IReadOnlyList<string> others)
    {
        var shown = new bool[words.Length];
        for (var i = 0; i + Stretch <= words.Length; i++)
        {
            var stretch = words.AsSpan(i, Stretch);
            var count = 0;
            foreach (var other in others)
            {
                if (other.AsSpan().Contains(stretch, StringComparison.OrdinalIgnoreCase) && ++count == OthersNeeded)
                {
                    shown.AsSpan(i, Stretch).Fill(true);
                    break;
                }
            }
        }

        var text = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (shown[i])
            {
                text.Append(words[i]);
            }
            else if (text.Length == 0 || text[^1] != Gap)
            {
                text.Append(Gap);
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\S+@\S+|https?://\S+|www\.\S+|@\w+")]
    private static partial Regex Address();

    [GeneratedRegex(@"[+(]?\d(?:[\d\s().-]*\d)?")]
    private static partial Regex Number();

    // Up to the next space or sixteen letters: too much taken is a lost word, too little is somebody's name.
    [GeneratedRegex(
        @"(?<cue>ຊື່ວ່າ|ຊື່|ນາງສາວ|ນາງ|ທ້າວ|ບ້ານ(?=\S)|ຊື່ຫຼິ້ນ|ชื่อว่า|ชื่อเล่น|ชื่อ|นางสาว|นาง(?!สาว)|นาย(?!จ้าง|หน้า)|ด\.ญ\.|ด\.ช\.|หมู่บ้าน|\bname is\b|\bnamed\b|\bcalled\b|\bsue\b|\bxue\b|\bsu\b|\bban\b)\s*\S{1,16}",
        RegexOptions.IgnoreCase)]
    private static partial Regex Announced();

    [GeneratedRegex(@"(?<=\S\s)\p{Lu}[\p{Ll}]+")]
    private static partial Regex Capitalised();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
