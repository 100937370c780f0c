namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>Reads a word in Latin letters as the Lao sounds that people mean by it; there is no one way to spell, so many lead to one sound.</summary>
internal static class LatinSounds
{
    // Longest first within each first letter.
    private static readonly (string Letters, string Sounds)[][] Rules = Table(
    [
        ("ngn", "N"), ("ng", "N"), ("ny", "y"), ("nh", "n"), ("n", "n"), ("gn", "y"), ("gh", "k"), ("g", "k"), ("mh", "m"), ("m", "m"), ("lh", "l"), ("l", "l"), ("r", "l"),
        ("kh", "K"), ("k", "k"), ("ck", "k"), ("q", "K"), ("ph", "P"), ("p", "p"), ("dth", "t"), ("dt", "t"), ("d", "d"), ("th", "T"), ("tch", "c"), ("t", "t"), ("ch", "c"), ("c", "k"),
        ("j", "c"), ("x", "s"), ("z", "s"), ("sh", "s"), ("s", "s"), ("v", "w"), ("w", "w"), ("b", "b"), ("f", "f"), ("h", "h"), ("y", "y"),
        ("ouay", "Wy"), ("ouai", "Wy"), ("uay", "Wy"), ("uai", "Wy"), ("ouy", "Wy"), ("aew", "Ew"), ("aeo", "Ew"), ("eo", "Ew"), ("eow", "Ew"), ("iao", "Iw"), ("iaw", "Iw"), ("iew", "Iw"),
        ("io", "Iw"), ("ao", "Q"), ("au", "Q"), ("aw", "o"), ("ow", "Q"), ("aai", "Y"), ("aay", "Y"), ("ay", "Y"), ("ai", "Y"), ("ei", "Y"), ("oy", "oy"), ("oi", "oy"),
        ("oua", "W"), ("ua", "W"), ("uea", "U"), ("eua", "U"), ("uer", "U"), ("eur", "U"), ("ia", "I"), ("ie", "I"), ("ea", "E"), ("ae", "E"), ("eu", "U"), ("ue", "U"), ("er", "U"),
        ("oe", "U"), ("ou", "v"), ("oo", "v"), ("ee", "i"), ("aa", "A"), ("a", "A"), ("i", "i"), ("u", "v"), ("e", "e"), ("o", "o"),
    ]);

    public static void Read(string text, int start, int end, SymbolStream into)
    {
        Span<char> word = stackalloc char[64];
        Span<int> sources = stackalloc int[64];
        var count = 0;
        for (var i = start; i < end && count < word.Length; i++)
        {
            var letter = SoundStreams.Plain(text[i]);
            if (letter != '\0')
            {
                word[count] = letter;
                sources[count++] = i;
            }
        }

        ReadOnlySpan<char> rest = word[..count];
        var at = 0;
        while (at < rest.Length)
        {
            // An r that closes a syllable is a long vowel's sign: bor, ber, thor.
            if (rest[at] == 'r' && at > 0 && IsVowelLetter(rest[at - 1]) && (at + 1 == rest.Length || !IsVowelLetter(rest[at + 1])))
            {
                at++;
                continue;
            }

            // So is an h: sabaidih.
            if (rest[at] == 'h' && at > 0 && IsVowelLetter(rest[at - 1]) && (at + 1 == rest.Length || !IsVowelLetter(rest[at + 1])))
            {
                at++;
                continue;
            }

            var rule = Match(rest[at..]);
            foreach (var sound in rule.Sounds)
            {
                if (into.Length == 0 || into[into.Length - 1] != sound || into.Source(into.Length - 1) < sources[0])
                {
                    into.Add(sound, sources[at]);
                }
            }

            at += Math.Max(1, rule.Letters.Length);
        }

        Finals(into, count == 0 ? 0 : sources[0]);
    }

    private static (string Letters, string Sounds) Match(ReadOnlySpan<char> rest)
    {
        foreach (var rule in Rules[rest[0] - 'a'])
        {
            if (rest.StartsWith(rule.Letters, StringComparison.Ordinal))
            {
                return rule;
            }
        }

        return ("", "");
    }

    private static void Finals(SymbolStream into, int from)
    {
        for (var i = into.Length - 1; i > 0 && into.Source(i) > from; i--)
        {
            if (SoundTable.IsVowel(into[i - 1]) && SoundTable.IsConsonant(into[i]) && (i + 1 == into.Length || !SoundTable.IsVowel(into[i + 1])))
            {
                into.Set(i, SoundTable.Final(into[i]));
            }
        }
    }

    private static bool IsVowelLetter(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';

    private static (string, string)[][] Table((string Letters, string Sounds)[] rules) =>
        [.. Enumerable.Range(0, 26).Select(n => rules.Where(r => r.Letters[0] == 'a' + n).OrderByDescending(r => r.Letters.Length).ToArray())];
}
