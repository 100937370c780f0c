namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>Reads a run of Lao or Thai letters as sounds in the order they are spoken.</summary>
internal static class SyllabicSounds
{
    public static void Read(string text, int start, int end, SymbolStream into)
    {
        Span<char> sounds = end - start <= 512 ? stackalloc char[end - start] : new char[end - start];
        Span<int> sources = end - start <= 512 ? stackalloc int[end - start] : new int[end - start];
        var count = 0;
        for (var i = start; i < end; i++)
        {
            // A silenced Thai letter (ศัพท์) is not spoken.
            if (text[i] is '\u0E4C' or '\u0ECC')
            {
                if (text[i] == '\u0E4C' && count > 0)
                {
                    count--;
                }

                continue;
            }

            var sound = SoundTable.Of(text[i]);
            if (sound != '\0')
            {
                sounds[count] = sound;
                sources[count++] = i;
            }
        }

        Syllables(sounds[..count], sources, into);
        Finals(into);
    }

    private static void Syllables(ReadOnlySpan<char> s, ReadOnlySpan<int> at, SymbolStream into)
    {
        var i = 0;
        while (i < s.Length)
        {
            var c = s[i];
            if (IsLeading(s, i) && i + 1 < s.Length)
            {
                i = Leading(s, at, i, into);
                continue;
            }

            if (!SoundTable.IsConsonant(c))
            {
                i = Vowel(s, at, i, into);
                continue;
            }

            // ຫ that only raises the tone of the next letter, and อ before ย, are not spoken.
            if (c == 'h' && Next(s, i) is ('N' or 'y' or 'n' or 'm' or 'l' or 'w'))
            {
                i++;
                continue;
            }

            if (c == '?')
            {
                i = Open(s, at, i, into);
                continue;
            }

            if (c == 'w' && into.Length > 0 && SoundTable.IsConsonant(into[into.Length - 1]) && Next(s, i) is 'k' or 'N' or 't' or 'd' or 'n' or 'b' or 'p' or 'm' or 'y' or 'c'
                && !SoundTable.IsVowel(Next(s, i + 1)) && Next(s, i + 1) is not 'M')
            {
                into.Add('W', at[i++]);
                continue;
            }

            into.Add(c, at[i++]);
            i = SkipCluster(s, i, c);
        }
    }

    // ກຣ ປລ: the second letter is written in one spelling, spoken in few, so it counts in none.
    private static int SkipCluster(ReadOnlySpan<char> s, int i, char first) =>
        i < s.Length && s[i] == 'l' && Clusters(first)
        && (SoundTable.IsVowel(Next(s, i)) || Next(s, i) is 'M' or '?' || (Next(s, i) == 'w' && !SoundTable.IsVowel(Next(s, i + 1))))
        && !IsLeading(s, i + 1) ? i + 1 : i;

    private static bool Clusters(char first) => first is 'k' or 'K' or 't' or 'T' or 'p' or 'P' or 'b' or 'd' or 'f' or 's' or 'c';

    private static bool IsLeading(ReadOnlySpan<char> s, int i) => i < s.Length && s[i] is 'e' or 'E' or 'o' or 'Y';

    private static char Next(ReadOnlySpan<char> s, int i) => i + 1 < s.Length ? s[i + 1] : '\0';

    // ອ: opens a syllable and is silent, or is the vowel behind a consonant.
    private static int Open(ReadOnlySpan<char> s, ReadOnlySpan<int> at, int i, SymbolStream into)
    {
        var next = Next(s, i);
        var afterConsonant = into.Length > 0 && SoundTable.IsConsonant(into[into.Length - 1]);
        if (next == 'y' && !afterConsonant)
        {
            return i + 1;
        }

        if (next == 'y' && (SoundTable.IsVowel(Next(s, i + 1)) && !IsLeading(s, i + 2)))
        {
            return i + 1;
        }

        if (afterConsonant && !(SoundTable.IsVowel(next) && !IsLeading(s, i + 1)))
        {
            into.Add('x', at[i]);
        }

        return i + 1;
    }

    private static int Vowel(ReadOnlySpan<char> s, ReadOnlySpan<int> at, int i, SymbolStream into)
    {
        var next = Next(s, i);
        switch (s[i])
        {
            case 'M':
                into.Add('A', at[i]);
                into.Add('m', at[i]);
                return i + 1;
            case '8':
                return i + 1;
            case 'q' or 'a' when next == 'w' && !SoundTable.IsVowel(Next(s, i + 1)):
                into.Add('W', at[i]);
                return i + 2;
            case 'a' when next == 'y' && !SoundTable.IsVowel(Next(s, i + 1)):
                into.Add('Y', at[i]);
                return i + 2;
            case 'u' when next == '?' && !SoundTable.IsVowel(Next(s, i + 1)):
                into.Add('u', at[i]);
                return i + 2;
            default:
                if (into.Length == 0 || into[into.Length - 1] != s[i])
                {
                    into.Add(s[i], at[i]);
                }

                return i + 1;
        }
    }

    // A vowel written before its consonant: spoken after it, and often only part of the vowel.
    private static int Leading(ReadOnlySpan<char> s, ReadOnlySpan<int> at, int i, SymbolStream into)
    {
        var vowel = s[i];
        var place = at[i];
        var p = i + 1;
        if (s[p] == 'h' && Next(s, p) is ('N' or 'y' or 'n' or 'm' or 'l' or 'w'))
        {
            p++;
        }

        if (!SoundTable.IsConsonant(s[p]))
        {
            into.Add(vowel, place);
            return p;
        }

        if (s[p] != '?')
        {
            into.Add(s[p], at[p]);
        }

        var first = s[p++];
        if (p + 1 < s.Length && s[p] == 'l' && Clusters(first) && !IsLeading(s, p + 1))
        {
            p++;
        }

        var rest = s[p..];
        var (sound, used) = vowel switch
        {
            'e' when rest is ['q' or 'a', 'A', ..] => ('Q', 2),
            'e' when rest is ['A', 'a', ..] => ('x', 2),
            'e' when rest is ['A', ..] => ('Q', 1),
            'e' when rest is ['u', '?', ..] => ('U', 2),
            'e' when rest is ['i', 'y', ..] => ('I', 2),
            'e' when rest is ['a', 'y', ..] => ('I', 2),
            'e' when rest is ['I', ..] => ('I', 1),
            'e' when rest is ['i', ..] => ('V', 1),
            'e' when rest is ['u', ..] => ('V', 1),
            'e' when rest is ['?', ..] => ('V', 1),
            'e' when rest is ['y', ..] && !SoundTable.IsVowel(rest.Length > 1 ? rest[1] : '\0') => ('I', 1),
            'e' or 'E' when rest is ['a' or '8', ..] => (vowel, 1),
            'Y' when rest is ['y', ..] && !SoundTable.IsVowel(rest.Length > 1 ? rest[1] : '\0') => ('Y', 1),
            'o' when rest is ['a', ..] => ('q', 1),
            _ => (vowel, 0),
        };
        into.Add(sound, place);
        return p + used;
    }

    private static void Finals(SymbolStream into)
    {
        for (var i = 1; i < into.Length; i++)
        {
            if (SoundTable.IsVowel(into[i - 1]) && SoundTable.IsConsonant(into[i]) && (i + 1 == into.Length || !SoundTable.IsVowel(into[i + 1])))
            {
                into.Set(i, SoundTable.Final(into[i]));
            }
        }
    }
}
