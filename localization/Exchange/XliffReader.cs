using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using FamilyLink.Localization.Text;

namespace FamilyLink.Localization.Exchange;

/// <summary>A file is refused whole; each problem says the line it stands in.</summary>
public sealed class XliffRefusedException(IReadOnlyList<string> problems) : Exception(string.Join("\n", problems))
{
    /// <summary>What is wrong, one sentence each, beginning with the line.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads XLIFF that comes back. A file is taken whole or not at all, and only when it is exactly about our wordings.</summary>
public static class XliffReader
{
    /// <summary>The largest file that is opened, in characters.</summary>
    public const int MostCharacters = 5_000_000;

    // A file with a fault in every line should not become an endless page.
    private const int MostProblems = 50;

    /// <summary>The language and the translated words of a file, checked against what was to be translated.</summary>
    /// <param name="content">The file.</param>
    /// <param name="expected">What a file in some language has to hold.</param>
    /// <exception cref="XliffRefusedException">Anything is wrong with it.</exception>
    public static (string Language, IReadOnlyList<SiteWording> Wordings) Read(Stream content, Func<string, IReadOnlyList<XliffUnit>> expected)
    {
        var root = Parse(content);
        var problems = new List<string>();
        var version12 = root.Name == XName.Get("xliff", Xliff.Namespace12) && root.Attribute("version")?.Value == "1.2";
        if (!version12 && !(root.Name == XName.Get("xliff", Xliff.Namespace20) && root.Attribute("version")?.Value is "2.0" or "2.1"))
        {
            throw Refused(root, "This is not an XLIFF 1.2 or 2.0 file.");
        }

        var ns = root.Name.Namespace;
        var files = root.Elements(ns + "file").ToList();
        var language = version12 ? files.FirstOrDefault()?.Attribute("target-language")?.Value : root.Attribute("trgLang")?.Value;
        if (language is null || !Coverage.Translated.Contains(language))
        {
            throw Refused(root, $"The target language is “{language}”; it has to be lo, th or kjg.");
        }

        var wanted = expected(language);
        var left = wanted.ToDictionary(u => (u.Medium, u.Key));
        var seen = new Dictionary<(WordingMedium, string), int>();
        var wordings = new List<SiteWording>();
        foreach (var file in files)
        {
            if (MediumOf(file) is not { } medium)
            {
                throw Refused(file, $"This is a file of another project (“{file.Attribute("original")?.Value}”).");
            }

            var source = version12 ? file.Attribute("source-language")?.Value : root.Attribute("srcLang")?.Value;
            if (source != Languages.English || (version12 && file.Attribute("target-language")?.Value != language))
            {
                throw Refused(file, "The languages of the file are not those it was exported with.");
            }

            foreach (var unit in file.Descendants(ns + (version12 ? "trans-unit" : "unit")))
            {
                Unit(unit, version12, medium, language, left, seen, wordings, problems);
            }
        }

        foreach (var missing in wanted.Where(u => !seen.ContainsKey((u.Medium, u.Key))))
        {
            problems.Add(At(files.Find(f => MediumOf(f) == missing.Medium) ?? root, $"“{missing.Key}” ({Xliff.Name(missing.Medium)}) is missing."));
        }

        return problems.Count == 0 ? (language, wordings) : throw new XliffRefusedException([.. problems.Take(MostProblems)]);
    }

    private static void Unit(
        XElement unit,
        bool version12,
        WordingMedium medium,
        string language,
        Dictionary<(WordingMedium, string), XliffUnit> wanted,
        Dictionary<(WordingMedium, string), int> seen,
        List<SiteWording> wordings,
        List<string> problems)
    {
        var key = unit.Attribute("id")?.Value ?? "";
        if (!wanted.TryGetValue((medium, key), out var ours))
        {
            problems.Add(At(unit, $"“{key}” is none of our wordings."));
            return;
        }

        if (!seen.TryAdd((medium, key), Line(unit)))
        {
            problems.Add(At(unit, string.Create(CultureInfo.InvariantCulture, $"“{key}” is there twice; the first is in line {seen[(medium, key)]}.")));
            return;
        }

        var holders = version12 ? [unit] : unit.Elements().Where(e => e.Name.LocalName is "segment" or "ignorable").ToList();
        var sources = holders.ConvertAll(h => h.Element(unit.Name.Namespace + "source"));
        var targets = holders.ConvertAll(h => h.Element(unit.Name.Namespace + "target"));
        var markup = sources.Concat(targets).FirstOrDefault(e => e is { HasElements: true });
        if (markup is not null)
        {
            problems.Add(At(markup, $"“{key}” has markup in its words; there may be words only."));
            return;
        }

        if (string.Concat(sources.Select(s => s?.Value)) != ours.Source)
        {
            problems.Add(At(unit, $"The English of “{key}” is not what we say now. Export again and translate that."));
            return;
        }

        var words = string.Concat(targets.Select(t => t?.Value));
        if (words.Length == 0)
        {
            if (language != Languages.Khmu)
            {
                problems.Add(At(unit, $"“{key}” has no words."));
            }
            else if (ours.Target.Length > 0)
            {
                problems.Add(At(unit, $"“{key}” had words and has none now. Going back is done on its page."));
            }

            return;
        }

        problems.AddRange(WordingRules.Faults(key, language, medium, words).Select(fault => At(targets.Find(t => t is not null) ?? unit, $"“{key}”: {fault.Sentence}")));
        wordings.Add(new(key, language, medium, words));
    }

    private static XElement Parse(Stream content)
    {
        // No document type, so no entities: neither those that grow without end nor those that fetch another file.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters, CheckCharacters = true };
        try
        {
            using var reader = XmlReader.Create(content, settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException fault)
        {
            throw new XliffRefusedException([string.Create(CultureInfo.InvariantCulture, $"Line {Math.Max(1, fault.LineNumber)}: this is not XML that can be read ({fault.Message.Split('.')[0]}).")]);
        }
    }

    private static WordingMedium? MediumOf(XElement file) => file.Attribute("original")?.Value switch
    {
        Xliff.Project + "text" => WordingMedium.Text,
        Xliff.Project + "voice" => WordingMedium.Voice,
        _ => null,
    };

    private static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;

    private static string At(XElement element, string what) => string.Create(CultureInfo.InvariantCulture, $"Line {Line(element)}: {what}");

    private static XliffRefusedException Refused(XElement element, string what) => new([At(element, what)]);
}
