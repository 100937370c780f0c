using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>
/// Finds what looks like a bank account or card number in somebody's words, so that it is never kept (S16, D.4). A telephone number written the ways people
/// of these countries write it is none, and neither is a code of up to eight digits; beside a word for account or card, six digits are enough.
/// </summary>
public static partial class AccountNumbers
{
    private const char Hidden = '•';
    private const int FewestBesideAWord = 6;

    /// <summary>A place as telephones share it, degrees with a decimal point: where somebody is, and neither an account nor a code.</summary>
    internal static readonly Regex Place = PlaceForm();
    private const int Fewest = 9;

    private static readonly string[] Words =
        ["ບັນຊີ", "ທະນາຄານ", "ບັດເອທີເອັມ", "บัญชี", "ธนาคาร", "บัตรเอทีเอ็ม", "พร้อมเพย์", "account", "bank", "card no", "card number", "atm", "bcel", "iban", "banxi", "ban si"];

    /// <summary>True when there is one.</summary>
    public static bool Found(string text) => Runs(text).Count > 0;

    /// <summary>The same words with every digit of such numbers hidden.</summary>
    public static string Mask(string text)
    {
        var runs = Runs(text);
        if (runs.Count == 0)
        {
            return text;
        }

        var masked = new StringBuilder(text);
        foreach (var (at, length) in runs)
        {
            for (var i = at; i < at + length; i++)
            {
                if (char.IsDigit(masked[i]))
                {
                    masked[i] = Hidden;
                }
            }
        }

        return masked.ToString();
    }

    private static List<(int At, int Length)> Runs(string text)
    {
        if (text.Count(char.IsDigit) < FewestBesideAWord)
        {
            return [];
        }

        var folded = ScriptText.Fold(text);
        text = Place.Replace(text, m => new string(' ', m.Length));
        var beside = Words.Any(word => folded.Contains(ScriptText.Fold(word), StringComparison.Ordinal));
        return [.. Number().Matches(text).Where(m => IsAccount(m.Value, beside)).Select(m => (m.Index, m.Length))];
    }

    private static bool IsAccount(string written, bool beside)
    {
        var digits = new string([.. written.Where(char.IsDigit).Select(d => (char)('0' + char.GetNumericValue(d)))]);
        return digits.Length >= (beside ? FewestBesideAWord : Fewest) && !IsTelephone(written, digits);
    }

    // +856 20 5555 0101, 020 5555 0101, 021 251 128, +66 81 555 0102, 081 555 0102, and the same with 00 before the country.
    private static bool IsTelephone(string written, string digits)
    {
        var local = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : written.TrimStart().StartsWith('+') ? digits : null;
        return local is not null
            ? (local.StartsWith("856", StringComparison.Ordinal) && local.Length is >= 11 and <= 13) || (local.StartsWith("66", StringComparison.Ordinal) && local.Length is 10 or 11)
            : (digits.StartsWith("856", StringComparison.Ordinal) && digits.Length is 12 or 13)
                || (digits.StartsWith("66", StringComparison.Ordinal) && digits.Length == 11)
                || LocalTelephone().IsMatch(digits);
    }

    [GeneratedRegex(@"(?<![\d.])\d{1,3}\.\d{3,8}(?![\d.])(?: ?°)?", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceForm();

    [GeneratedRegex(@"\+?\d(?:[ .\-–]?\d){5,}")]
    private static partial Regex Number();

    // Lao mobile 020 (or 20) + 8 digits, 030 + 7, land lines 021…086 + 6; Thai mobile 06/08/09 + 8 digits, land lines 02…07 + 7.
    [GeneratedRegex("^(?:0?20[0-9]{8}|030[0-9]{7}|0[2-8][1-9][0-9]{6}|0[689][0-9]{8})$")]
    private static partial Regex LocalTelephone();
}
