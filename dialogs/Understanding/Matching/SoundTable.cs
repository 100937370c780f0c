namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// The sounds that Lao and Thai letters stand for, as one alphabet. Consonants: k K N c s y d t T n b p P f m l w h. Vowels: a (ັ ະ) A (າ)
/// i (ິ ີ) u (ຶ ື) v (ຸ ູ) e E o x (ອ ໍ) q (ົ) I (ຽ) U (ເືອ) V (ເີ) W (ົວ) Q (ເົາ) Y (ໄ ໃ).
/// </summary>
internal static class SoundTable
{
    private const string Vowels = "aAiuveEoxqIUVWQY";

    private static readonly char[] Lao = new char[0x80];
    private static readonly char[] Thai = new char[0x80];

    static SoundTable()
    {
        foreach (var (sound, letters) in new[]
        {
            ('k', "ກก"), ('K', "ຂຄขฃคฅฆ"), ('N', "ງง"), ('c', "ຈจ"), ('s', "ສຊสศษซชฉฌ"), ('y', "ຍຢໟยญ"), ('d', "ດดฎ"), ('t', "ຕตฏ"),
            ('T', "ຖທถทธฐฑฒ"), ('n', "ນนณ"), ('b', "ບบ"), ('p', "ປป"), ('P', "ຜພผพภ"), ('f', "ຝຟฝฟ"), ('m', "ມม"), ('l', "ຣລຼรลฬฤ"), ('w', "ວว"),
            ('h', "ຫຮหฮ"), ('?', "ອอ"), ('g', "ໞ"),
            ('a', "ະັะั"), ('A', "າาๅ"), ('i', "ິີิี"), ('u', "ຶືึื"), ('v', "ุูຸູ"), ('e', "ເเ"), ('E', "ແแ"), ('o', "ໂโ"), ('x', "ໍํ"), ('q', "ົ"),
            ('I', "ຽ"), ('Y', "ໄໃไใ"), ('M', "ຳำ"), ('8', "็"),
        })
        {
            foreach (var letter in letters)
            {
                (letter >= '\u0E80' ? Lao : Thai)[letter & 0x7F] = sound;
            }
        }
    }

    public static bool IsSyllabic(char character) => character is >= '\u0E00' and <= '\u0EFF' && !char.IsDigit(character) && character is not ('ຯ' or 'ฯ' or '฿');

    /// <summary>The sound of a Lao or Thai letter, or <c>\0</c> for tones and signs.</summary>
    public static char Of(char letter) => letter >= '\u0E80' ? Lao[letter & 0x7F] : Thai[letter & 0x7F];

    public static bool IsVowel(char sound) => Vowels.Contains(sound, StringComparison.Ordinal);

    public static bool IsConsonant(char sound) => sound is not ('\0' or 'M' or '8' or '#') && !IsVowel(sound);

    /// <summary>How a consonant sounds at the end of a syllable.</summary>
    public static char Final(char sound) => sound switch
    {
        'K' or 'g' => 'k',
        'd' or 'T' or 's' or 'c' => 't',
        'b' or 'P' or 'f' => 'p',
        'l' => 'n',
        _ => sound,
    };

    /// <summary>The class of a sound that all three scripts agree on; <c>\0</c> for what one of them leaves out.</summary>
    public static char Loosened(char sound) => sound switch
    {
        'K' or 'g' => 'k',
        'P' => 'p',
        'T' => 't',
        'a' or 'A' or 'Q' => 'A',
        'i' or 'I' => 'I',
        'u' or 'v' or 'U' or 'V' => 'U',
        'e' or 'E' => 'E',
        'o' or 'x' or 'q' or '?' or '8' => '\0',
        _ => sound,
    };
}
