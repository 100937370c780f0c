using System.Collections.Frozen;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>Words that open a talk and ask nothing yet.</summary>
public static class Greetings
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "ສະບາຍດີ", "ສະບາຍດີບໍ", "ຮັລໂຫລ", "ຮາໂຫຼ", "ເມນູ", "สวัสดี", "ดีจ้า", "หวัดดี", "ฮัลโหล", "เมนู", "สบายดี", "สบายดีบ่",
        "hello", "hi", "hey", "menu", "sabaidee", "sabaidi", "sabai dee", "sawasdee", "start",
    }.Select(ScriptText.Fold).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a greeting, polite endings or not.</summary>
    public static bool IsGreeting(string text)
    {
        var folded = ScriptText.Fold(text);
        return Words.Contains(folded) || Words.Any(word => folded.StartsWith(word, StringComparison.Ordinal) && folded.Length - word.Length <= 5);
    }
}
