using System.Text.RegularExpressions;

namespace FamilyLink.Localization.Text;

/// <summary>Something wrong with a wording.</summary>
/// <param name="Rule">A short name of the rule.</param>
/// <param name="Sentence">What is wrong, for the person who wrote it.</param>
public sealed record WordingFault(string Rule, string Sentence);

/// <summary>
/// The rules every fixed wording keeps. They fail the build for what is shipped, and refuse what a site writes or imports; the
/// list for staff's words that everybody may hear (<see cref="StaffWordRules.ProblemsForEverybody"/>) is part of them.
/// </summary>
public static partial class WordingRules
{
    /// <summary>No wording is longer than this before anything else is looked at.</summary>
    public const int MostLetters = 2_000;

    /// <summary>Most letters of a wording that is said aloud: about half a minute.</summary>
    public const int MostSpoken = 300;

    // What stands in a placeholder may be this long: a name, or hours such as 8-17.
    private const int LongestValue = 12;

    // Said to somebody who may read another language, so all names stand side by side.
    private static readonly HashSet<string> AnyScript = new(StringComparer.Ordinal) { "menu.language" };

    private static readonly string[] Disclosing =
    [
        "ລູກ", "ບ່ອນພັກ", "ສູນພັກ", "ສານ", "ຕຳຫຼວດ", "ຍາດພີ່ນ້ອງ", "ຄອບຄົວ", "ອົງການ", "ມູນນິທິ",
        "ลูก", "ศูนย์", "ที่พัก", "ศาล", "ตำรวจ", "ญาติ", "ครอบครัว", "องค์กร", "มูลนิธิ",
        "child", "shelter", "court", "police", "relative", "family", "daughter", "son", "organisation", "organization", "foundation", "familylink",
    ];

    // Rank, sex and kinship that the reader did not choose (H.1). Relatives in general (ພີ່ນ້ອງ, พี่น้อง) are nobody's address.
    private static readonly string[] Gendered =
    [
        "ທ້າວ", "ເອື້ອຍ", "ອ້າຍ", "ນ້ອງສາວ", "ນ້ອງຊາຍ", "ນ້ອງຫຼ້າ", "ນາງສາວ", "ຂະນ້ອຍ",
        "ครับ", "ค่ะ", "นะคะ", "ดิฉัน", "กระผม", "น้องสาว", "น้องชาย", "พี่สาว", "พี่ชาย", "นางสาว", "หนูจ๋า", "คุณผู้หญิง", "คุณผู้ชาย",
        "he", "she", "him", "her", "his", "hers", "sir", "madam", "mister", "brother", "sister", "girl", "boy",
    ];

    /// <summary>Everything wrong with a wording; empty when nothing is.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="language">Its language.</param>
    /// <param name="medium">Read or heard.</param>
    /// <param name="wording">The words.</param>
    public static IReadOnlyList<WordingFault> Faults(string key, string language, WordingMedium medium, string? wording)
    {
        if (string.IsNullOrWhiteSpace(wording))
        {
            return [new("missing", "There are no words.")];
        }

        if (wording.Length > MostLetters)
        {
            return [new("long", $"This is {wording.Length} letters long; {MostLetters} is the most that is even looked at.")];
        }

        var faults = new List<WordingFault>();
        Characters(faults, wording);
        if (faults.Count > 0)
        {
            return faults;
        }

        var source = WordingSources.Of(key, medium);
        if (source is null)
        {
            return [new("key", $"There is no wording called “{key}”.")];
        }

        Placeholders(faults, wording, source);
        Script(faults, key, language, wording);
        Words(faults, source, language, wording);
        Length(faults, medium, wording);
        return faults;
    }

    /// <summary>True when a wording may be the first that somebody sees, whoever holds the phone (S8).</summary>
    public static bool FirstContact(WordingSource source) =>
        source.Key.StartsWith("opening.", StringComparison.Ordinal) || source.Comment.Contains("S8", StringComparison.Ordinal);

    /// <summary>The placeholders in a wording, each once, sorted.</summary>
    public static IReadOnlyList<string> PlaceholdersOf(string wording) =>
        [.. Placeholder().Matches(wording).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static void Characters(List<WordingFault> faults, string wording)
    {
        foreach (var character in wording)
        {
            if (char.IsControl(character) && character != '\n')
            {
                faults.Add(new("control", $"There is an invisible control character (U+{(int)character:X4}). Type the words again."));
                return;
            }
        }

        for (var i = 0; i < wording.Length; i++)
        {
            if (char.IsSurrogate(wording[i]) && !(char.IsHighSurrogate(wording[i]) && i + 1 < wording.Length && char.IsLowSurrogate(wording[++i])))
            {
                faults.Add(new("control", "There is half a character in it. Type the words again."));
                return;
            }
        }
    }

    private static void Placeholders(List<WordingFault> faults, string wording, WordingSource source)
    {
        if (!PlaceholdersOf(wording).SequenceEqual(PlaceholdersOf(source.English)))
        {
            var wanted = PlaceholdersOf(source.English);
            faults.Add(new("placeholder", wanted.Count == 0 ? "There are no placeholders in this message." : $"Keep the placeholders: {string.Join(", ", wanted)}."));
        }
        else if (Placeholder().Replace(wording, "").AsSpan().IndexOfAny('{', '}') >= 0)
        {
            faults.Add(new("placeholder", "There is a curly bracket that belongs to no placeholder."));
        }
    }

    private static void Script(List<WordingFault> faults, string key, string language, string wording)
    {
        if (ScriptText.ForSending(wording) != wording)
        {
            faults.Add(new("composed", "Letters and marks are in an order that phones show differently, or there are invisible characters. Save it in the order shown: " + ScriptText.ForSending(wording)));
        }

        if (AnyScript.Contains(key))
        {
            return;
        }

        var bare = Placeholder().Replace(wording, "");
        var lao = bare.Any(c => c is >= '\u0E80' and <= '\u0EFF');
        var thai = bare.Any(c => c is >= '\u0E00' and <= '\u0E7F');
        var latin = Latin().IsMatch(bare);
        var other = bare.Any(c => char.IsLetter(c) && c is not ((>= '\u0E00' and <= '\u0EFF') or (>= '\u0000' and <= '\u024F')));
        switch (language)
        {
            case Languages.Lao when thai || other:
            case Languages.Khmu when thai || other:
                faults.Add(new("script", "There are letters in it that are not Lao."));
                break;
            case Languages.Thai when lao || other:
                faults.Add(new("script", "There are letters in it that are not Thai."));
                break;
            case Languages.English when lao || thai || other:
                faults.Add(new("script", "There are letters in it that are not English."));
                break;
        }

        if (language != Languages.English && language != Languages.Khmu && !(language == Languages.Lao ? lao : thai))
        {
            faults.Add(new("script", $"Write this in {(language == Languages.Lao ? "Lao" : "Thai")} letters."));
        }

        if (language is Languages.Lao or Languages.Thai && latin)
        {
            faults.Add(new("english", "There is English left over in it."));
        }
    }

    private static void Words(List<WordingFault> faults, WordingSource source, string language, string wording)
    {
        if (AsksForKeyword().IsMatch(wording))
        {
            faults.Add(new("keyword", "It asks for a word that gateways act on by themselves (S3). Ask for a digit."));
        }

        // With tone marks: without them ອ້າຍ (elder brother) is ອາຍ (ashamed).
        var normal = ScriptText.Normalise(wording);
        if (FirstContact(source) && Array.Find(Disclosing, word => WordingLint.Has(normal, ScriptText.Normalise(word))) is { } disclosed)
        {
            faults.Add(new("discloses", $"“{disclosed}” says what it is about to whoever holds the phone (S8)."));
        }

        if (Array.Find(Gendered, word => WordingLint.Has(normal, ScriptText.Normalise(word))) is { } gendered)
        {
            faults.Add(new("gendered", $"“{gendered}” gives the reader a sex, an age or a rank. Address them neutrally."));
        }

        if (Why().IsMatch(normal))
        {
            faults.Add(new("why", "It asks why. People are never asked for their reasons."));
        }

        foreach (var problem in StaffWordRules.ProblemsForEverybody(wording, language).Except(WordingLint.Problems(wording, language)))
        {
            // The code that was handed over is asked for by these; nothing else ever is.
            if (!source.Key.StartsWith("verify.", StringComparison.Ordinal) || !problem.Contains("codes", StringComparison.Ordinal))
            {
                faults.Add(new("staff-words", problem));
            }
        }

        foreach (var problem in WordingLint.Problems(wording, language))
        {
            var rule = problem.Contains("promise", StringComparison.Ordinal) ? "promise" : problem.Contains("not said", StringComparison.Ordinal) ? "avoid" : problem.StartsWith("Leave out", StringComparison.Ordinal) ? "numbers" : null;
            if (rule is not null)
            {
                faults.Add(new(rule, problem));
            }
        }
    }

    private static void Length(List<WordingFault> faults, WordingMedium medium, string wording)
    {
        var filled = Placeholder().Replace(wording, new string('ກ', LongestValue));
        var units = SmsSegments.Count(Placeholder().IsMatch(wording) && ScriptText.LanguageOf(wording) is null ? Placeholder().Replace(wording, new string('x', LongestValue)) : filled).Units;
        if (medium == WordingMedium.Text && units > WordingLint.MostUnits)
        {
            faults.Add(new("long", $"This is {units} letters long with its placeholders filled; {WordingLint.MostUnits} is the most."));
        }
        else if (medium == WordingMedium.Voice && wording.Length > MostSpoken)
        {
            faults.Add(new("long", $"This is {wording.Length} letters long; {MostSpoken} is the most that is said at once."));
        }
    }

    // "Help" may be offered; it may not be asked for as a word to send.
    [GeneratedRegex(@"(send|reply|press|write|answer|text|key|ສົ່ງ|ກົດ|ພິມ|ຂຽນ|ຕອບ|ตอบ|ส่ง|กด|พิมพ์|เขียน)\W*(ว่า|ວ່າ|ຄຳວ່າ|คำว่า)?\W*(yes|start|stop|stopall|unsubscribe|end|quit|cancel|help|unstop|info)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsksForKeyword();

    // ບໍ່ເປັນຫຍັງ is "never mind", not a question.
    [GeneratedRegex(@"\bwhy\b|\bhow come\b|\bwhat for\b|(?<!ບໍ່)ເປັນຫຍັງ(ຈຶ່ງ|ຄື)?|ຍ້ອນຫຍັງ|ເພາະຫຍັງ|ทำไม|เพราะอะไร|เหตุใด", RegexOptions.IgnoreCase)]
    private static partial Regex Why();

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();

    // Names that have no other spelling on a phone.
    [GeneratedRegex(@"(?!\b(SMS|SIM|Messenger|Facebook|WhatsApp|MOU|ATM)\b)\b[A-Za-z]{2,}", RegexOptions.None)]
    private static partial Regex Latin();
}
