using System.Globalization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>A row of symbols and, for each, where in the normalised text it came from.</summary>
internal sealed class SymbolStream
{
    private char[] _symbols = new char[64];
    private int[] _sources = new int[64];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Symbols => _symbols.AsSpan(0, Length);

    public char this[int index] => _symbols[index];

    public int Source(int index) => _sources[index];

    public void Add(char symbol, int source)
    {
        if (Length == _symbols.Length)
        {
            Array.Resize(ref _symbols, Length * 2);
            Array.Resize(ref _sources, Length * 2);
        }

        _symbols[Length] = symbol;
        _sources[Length++] = source;
    }

    public void Set(int index, char symbol) => _symbols[index] = symbol;

    public void Clear() => Length = 0;
}

/// <summary>
/// One message in the forms in which it is compared: how it sounds, so that ວຽກ, เวียก and viak come out alike whatever the tone marks, the
/// length of vowels or the letters of the same sound; more and less exactly; and, for Latin letters, as typed.
/// </summary>
internal sealed class SoundStreams
{
    private SoundStreams(string text) => Text = text;

    /// <summary>The normalised text that sources point into.</summary>
    public string Text { get; }

    /// <summary>Lao and Thai letters by their sound, all vowels kept; empty for Latin letters.</summary>
    public SymbolStream Exact { get; } = new();

    /// <summary>All scripts: aspirates with their plain sounds, vowels in five classes.</summary>
    public SymbolStream Loose { get; } = new();

    /// <summary>As <see cref="Loose"/> without the vowel a, which is written in one script and not in another.</summary>
    public SymbolStream Skeleton { get; } = new();

    /// <summary>Latin letters as typed, repeats collapsed, words divided by spaces.</summary>
    public SymbolStream Latin { get; } = new();

    /// <summary>How many letters and digits of any script there are.</summary>
    public int Letters { get; private set; }

    /// <summary>How many of them are Lao, Thai or Latin: the scripts that can be read here.</summary>
    public int Readable { get; private set; }

    /// <summary>Reads the text given, which is normalised, and at most <paramref name="longest"/> characters of it.</summary>
    public static SoundStreams Of(string text, int longest)
    {
        var normal = ScriptText.Normalise(text.Length > longest * 2 ? text[..(longest * 2)] : text);
        var streams = new SoundStreams(normal.Length > longest ? normal[..longest] : normal);
        streams.Read();
        return streams;
    }

    private void Read()
    {
        var text = Text;
        var i = 0;
        var phones = new SymbolStream();
        while (i < text.Length)
        {
            var character = text[i];
            if (SoundTable.IsSyllabic(character))
            {
                var end = i;
                while (end < text.Length && SoundTable.IsSyllabic(text[end]))
                {
                    end++;
                }

                phones.Clear();
                SyllabicSounds.Read(text, i, end, phones);
                Count(i, end);
                for (var p = 0; p < phones.Length; p++)
                {
                    Exact.Add(phones[p], phones.Source(p));
                    AddLoose(phones, p, Loose, Skeleton);
                }

                i = end;
            }
            else if (IsLatin(character))
            {
                var end = i;
                while (end < text.Length && (IsLatin(text[end]) || text[end] == '\''))
                {
                    end++;
                }

                phones.Clear();
                LatinSounds.Read(text, i, end, phones);
                Count(i, end);
                for (var p = 0; p < phones.Length; p++)
                {
                    AddLoose(phones, p, Loose, Skeleton);
                }

                AddLatin(i, end);
                i = end;
            }
            else if (char.IsAsciiDigit(character))
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is ',' or '.'))
                {
                    i++;
                }

                Count(start, start + 1);
                foreach (var stream in (ReadOnlySpan<SymbolStream>)[Exact, Loose, Skeleton])
                {
                    stream.Add('#', start);
                }
            }
            else
            {
                if (char.IsLetter(character) || char.IsSurrogate(character))
                {
                    Letters++;
                }

                i++;
            }
        }
    }

    private void Count(int start, int end)
    {
        Letters += end - start;
        Readable += end - start;
    }

    private static bool IsLatin(char character) => char.IsAsciiLetterLower(character) || (character is >= '\u00DF' and <= '\u024F' && char.IsLetter(character));

    private static void AddLoose(SymbolStream phones, int at, SymbolStream loose, SymbolStream bones)
    {
        var symbol = SoundTable.Loosened(phones[at]);
        var source = phones.Source(at);
        if (symbol == '\0')
        {
            return;
        }

        // A y behind an a is one sound with it in Latin letters: ຊາຍ, chai, chay.
        if (symbol == 'y' && loose.Length > 0 && loose[loose.Length - 1] == 'A' && (at + 1 == phones.Length || !SoundTable.IsVowel(phones[at + 1])))
        {
            loose.Set(loose.Length - 1, 'Y');
            bones.Add('Y', source);
            return;
        }

        if (loose.Length == 0 || loose[loose.Length - 1] != symbol)
        {
            loose.Add(symbol, source);
        }

        if (symbol != 'A' && (bones.Length == 0 || bones[bones.Length - 1] != symbol))
        {
            bones.Add(symbol, source);
        }
    }

    private void AddLatin(int start, int end)
    {
        if (Latin.Length > 0)
        {
            Latin.Add(' ', start);
        }

        for (var i = start; i < end; i++)
        {
            var letter = Plain(Text[i]);
            if (letter != '\0' && (Latin.Length == 0 || Latin[Latin.Length - 1] != letter))
            {
                Latin.Add(letter, i);
            }
        }
    }

    internal static char Plain(char letter)
    {
        if (char.IsAsciiLetterLower(letter))
        {
            return letter;
        }

        if (letter == '\'')
        {
            return '\0';
        }

        var basic = letter.ToString(CultureInfo.InvariantCulture).Normalize(System.Text.NormalizationForm.FormD)[0];
        return char.IsAsciiLetterLower(basic) ? basic : '\0';
    }
}
