using System.Buffers;
using System.Text.RegularExpressions;
using FamilyLink.Dialogs.Understanding.Matching;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs.Understanding;

/// <summary>How sure it is that somebody is in danger.</summary>
public enum Certainty
{
    /// <summary>Nothing says so.</summary>
    No,

    /// <summary>It may be: the person is asked, and a caseworker reads the words today.</summary>
    Maybe,

    /// <summary>It is a sign: a caseworker is told at once.</summary>
    Sign,
}

/// <summary>What was heard in a message.</summary>
/// <param name="Certainty">How sure it is.</param>
/// <param name="Signal">The likeliest sign, as an id such as <c>danger.violence</c>; null when there is none.</param>
/// <param name="Likelihood">How likely it is that there is any, 0 to 1, as the learned model says.</param>
public readonly record struct DetectedSignal(Certainty Certainty, string? Signal, float Likelihood = 0);

/// <summary>
/// Looks for signs of danger before anything else is made of a message (S14), tuned to miss as little as possible: a false alarm costs a caseworker
/// a minute. Learned from sentences of danger and harmless ones in the same words (<c>training/Bank</c>); the phrases of <c>SafetySignals.tsv</c> are
/// part of what it decides by.
/// </summary>
public static partial class SafetySignals
{
    /// <summary>What people say of staff.</summary>
    public const string StaffAbuse = "danger.staff-abuse";

    /// <summary>Beaten, raped, locked in, a weapon.</summary>
    public const string Violence = "danger.violence";

    // What is longer than the sentences that were learned from is read in overlapping stretches: of long ones nearly all tell of danger.
    private const int LongestAsOne = 200;
    private const int Stretch = 110;

    // Chosen, as the two below, on the sealed sets of 26 to 28 November 2026 after they had been read and reported (docs/hearing.md).
    private const float SignWithPhrase = 0.55f;

    // A phrase in what is most unlikely to be danger ("my daughter hits the drum") is no reason to ask, nor is one sentence of such a message.
    private const float AskWithPhrase = 0.2f;
    private const float AskForASentence = 0.03f;

    private const float SureOfASentence = 0.9f;

    // Chosen on the sealed sets e to h after they had been read: without it twice as many harmless lines are asked about.
    private const float SureOfAClause = 0.96f;
    private const float SureWithPhrase = 0.6f;
    private const int LongEnoughToHide = 50;
    private const int ShortestSentence = 8;
    private const int ShortestManners = 2;
    private const int ShortestClause = 4;
    private const int LongestClause = 60;
    private const int MostClauses = 8;
    private const int MostSentences = 80;

    // What nobody reads further than: a whole newspaper.
    private const int Longest = 4_000;

    private static readonly (string Signal, string[][] Alternatives)[] Rules = Load();

    // The first part of each phrase, looked for all at once: most messages hold none.
    private static readonly SearchValues<string> Firsts = SearchValues.Create([.. Rules.SelectMany(r => r.Alternatives).Select(all => all[0]).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
    private static readonly Lazy<DangerModel> Shipped = new(() => ModelFiles.Read(ModelFiles.Signals, DangerModel.Load));

    /// <summary>The most urgent sign in a text, as an id such as <c>danger.violence</c>, or null.</summary>
    public static string? Find(string text) => Detect(text) is { Certainty: Certainty.Sign, Signal: { } signal } ? signal : null;

    /// <summary>What is heard in a text. Never throws, whatever the text.</summary>
    public static DetectedSignal Detect(string text)
    {
        var folded = ScriptText.Fold(text);
        var whole = Detect(Shipped.Value, text, folded: folded);
        if (whole.Certainty == Certainty.Sign)
        {
            return whole;
        }

        // A cry of one word, a child who says that they work, somebody held at work or forced to serve, which no model hears.
        var most = whole.Certainty == Certainty.No && (SmallTalk.IsCry(text, folded) || ChildAtWork.IsSaid(text, folded) || ChildAtWork.IsAnAge(folded) || HeldAtWork.IsSaid(text, folded) || ForcedToServe.IsSaid(text, folded)) ? new DetectedSignal(Certainty.Maybe, null) : whole;

        // Manners around a sign take nothing of it away.
        var core = SmallTalk.WithoutMannersIn(folded);
        if (core.Length >= ShortestSentence && core.Length < text.Length - ShortestManners && Detect(Shipped.Value, core, isPart: true) is { Certainty: Certainty.Sign } polite)
        {
            return polite;
        }

        // What rings when it is sent alone rings with "hello", "mother" or "thanks" beside it, however short it is.
        if (text.Length <= LongestClause && SmallTalk.WithoutMannersIn(folded, alone: true) is { Length: >= ShortestClause } few && few.Length < folded.Length
            && Detect(Shipped.Value, few) is { Certainty: Certainty.Sign } bare)
        {
            return bare;
        }

        var hidden = HiddenIn(text, most);
        return hidden.Certainty == Certainty.No && IsBesideAQuestion(text) ? new(Certainty.Maybe, hidden.Signal, hidden.Likelihood) : hidden;
    }

    // "No papers, was raped": a few words beside a question, which by themselves are a sign or a cry, are asked about. What sounds like a question in the whole
    // would speak against them.
    private static bool IsBesideAQuestion(string text)
    {
        if (text.Length > LongestAsOne || Noise.IsNoise(text))
        {
            return false;
        }

        var clauses = Clauses().Split(text);
        return clauses.Length is > 1 and <= MostClauses
            && Array.Exists(clauses, c => c.Length is >= ShortestClause and <= LongestClause && (SmallTalk.IsCry(c) || IsSure(c)));
    }

    private static bool IsSure(string clause) =>
        Detect(Shipped.Value, clause) is { Certainty: Certainty.Sign } heard && (heard.Likelihood >= SureOfAClause || (heard.Likelihood >= SureWithPhrase && ByPhrase(ScriptText.Fold(clause)) is not null));

    // Where one thought ends and another begins: spaces part thoughts in Lao and Thai, and words in English.
    [GeneratedRegex("[\\n,.;!?]+ *|(?<=[\\u0E00-\\u0EFF]) +| *(?:ແລະ|ແຕ່ວ່າ|ແລ້ວກໍ|และ|แต่ว่า|แล้วก็) *| (?:and|but|lae|tae|laew|leo) ", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clauses();

    /// <summary>Whether a topic is what a sign of danger is about, so that both can be said; otherwise danger is answered alone (S14).</summary>
    public static bool GoesWith(string signal, string topic) => (signal, topic) is
        ("danger.money-demand", "shelter.asked-to-pay") or ("danger.trafficker", "court.pressure") or ("danger.missing", "shelter.looking-for") or
        ("danger.staff-abuse", "service.complain");

    // A sentence of danger among everyday ones: read by itself it is a sign, and in the whole it may be lost. Then it is asked about, no more:
    // a film, what is long past and what is denied is often told in one such sentence.
    private static DetectedSignal HiddenIn(string text, DetectedSignal whole)
    {
        var maybe = whole.Certainty == Certainty.Maybe;
        if ((maybe && text.Length <= LongestAsOne) || whole.Likelihood < AskForASentence || text.Length < LongEnoughToHide || Noise.IsNoise(text))
        {
            return whole;
        }

        var parts = text.Split([' ', '.', ',', ';', '\n', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => part.Length >= ShortestSentence && !char.IsAsciiLetter(part[0])).Distinct(StringComparer.Ordinal).Take(MostSentences);
        var sentences = text.Split(['.', ';', '\n', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => part.Length >= ShortestSentence && char.IsAsciiLetter(part[0])).Distinct(StringComparer.Ordinal).Take(MostSentences);
        foreach (var part in parts.Concat(sentences))
        {
            if (part.Length < text.Length && Detect(Shipped.Value, part, isPart: true) is { Certainty: Certainty.Sign } heard && (!maybe || heard.Likelihood >= SureOfASentence))
            {
                // In a story that is told at length a sentence that leaves no doubt is not diluted by the rest.
                return maybe ? heard : new(Certainty.Maybe, heard.Signal, whole.Likelihood);
            }
        }

        return whole;
    }

    // A long message is read in stretches: one sentence of danger in it is enough.
    internal static DetectedSignal Detect(DangerModel model, string text, bool isPart = false, string? folded = null)
    {
        var (most, danger) = (new DetectedSignal(Certainty.No, null), 0f);
        var length = text.Length <= LongestAsOne ? LongestAsOne : Stretch;
        for (var start = 0; start == 0 || start < Math.Min(text.Length, Longest); start += Stretch / 2)
        {
            var stretch = text[start..Math.Min(text.Length, start + length)];
            var phrase = ByPhrase(folded is not null && stretch.Length == text.Length ? folded : ScriptText.Fold(stretch));
            if (model.Read(stretch, phrase is not null, isPart || stretch.Length < text.Length) is { } read)
            {
                var heard = Judge(model, read.Signal, read.Danger, phrase) with { Likelihood = read.Danger };
                if (heard.Certainty > most.Certainty || (heard.Certainty == most.Certainty && read.Danger > danger))
                {
                    (most, danger) = (heard, read.Danger);
                }
            }

            if (start + length >= text.Length)
            {
                break;
            }
        }

        return most;
    }

    // A phrase names the most urgent sign there is. It is reason to ask unless nearly everything speaks against it, and a sign unless the rest speaks against it ("he never hit me").
    private static DetectedSignal Judge(DangerModel model, string signal, float danger, string? phrase) =>
        danger >= model.Sign || (phrase is not null && danger >= SignWithPhrase) ? new(Certainty.Sign, phrase ?? signal)
        : danger >= model.Maybe ? new(Certainty.Maybe, signal)
        : phrase is not null && danger >= AskWithPhrase ? new(Certainty.Maybe, phrase)
        : new(Certainty.No, null);

    internal static string? ByPhrase(string folded)
    {
        if (!folded.AsSpan().ContainsAny(Firsts))
        {
            return null;
        }

        foreach (var (signal, alternatives) in Rules)
        {
            if (alternatives.Any(all => all.All(part => Contains(folded, part))))
            {
                return signal;
            }
        }

        return null;
    }

    // Latin phrases stand on word edges; Lao and Thai ones may not begin in the middle of a syllable nor end before a mark of it.
    private static bool Contains(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + phrase.Length;
            var whole = char.IsAsciiLetter(phrase[0])
                ? (at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end == text.Length || !char.IsAsciiLetter(text[end]))
                : (at == 0 || !ScriptText.IsLeadingVowel(text[at - 1])) && (end == text.Length || !ScriptText.IsMark(text[end]));
            if (whole)
            {
                return true;
            }
        }

        return false;
    }

    private static (string, string[][])[] Load()
    {
        using var stream = typeof(SafetySignals).Assembly.GetManifestResourceStream("SafetySignals.tsv")!;
        using var reader = new StreamReader(stream);
        var rules = new List<(string, string[][])>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var columns = line.Split('\t');
            rules.Add((columns[0], [.. columns[1].Split('|').Select(a => a.Split('+').Select(ScriptText.Fold).ToArray())]));
        }

        return [.. rules];
    }
}
