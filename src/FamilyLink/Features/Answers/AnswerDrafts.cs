using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using FamilyLink.Data.Answers;
using FamilyLink.Localization;

namespace FamilyLink.Features.Answers;

/// <summary>
/// The first content as it comes with the service: drafts that nobody has reviewed. They are told to Demo's invented people and never in Live (S13);
/// an edit in the console makes the first version of a topic from them.
/// </summary>
public sealed class AnswerDrafts
{
    private readonly FrozenDictionary<(string Topic, string Language), IReadOnlyList<AnswerPart>> _parts;

    public AnswerDrafts()
    {
        var topics = Lines("topics.tsv").ToList();
        Topics = [.. topics.Select(t => t[0])];
        Related = topics.ToFrozenDictionary(t => t[0], t => (IReadOnlyList<string>)t[1].Split(',', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        var parts = new Dictionary<(string, string), List<AnswerPart>>();
        foreach (var line in Lines("answers.tsv"))
        {
            foreach (var (language, column) in Columns(4))
            {
                var key = (line[0], language);
                if (!parts.TryGetValue(key, out var list))
                {
                    parts.Add(key, list = []);
                }

                list.Add(new AnswerPart(line[column], null, line[2], line[3]));
            }
        }

        _parts = parts.ToFrozenDictionary(p => p.Key, p => (IReadOnlyList<AnswerPart>)p.Value);
        Facts = [.. Lines("facts.tsv").Select(Fact)];
    }

    /// <summary>All topics, in the order they are listed.</summary>
    public IReadOnlyList<string> Topics { get; }

    /// <summary>The related topics of each, the nearest first.</summary>
    public FrozenDictionary<string, IReadOnlyList<string>> Related { get; }

    /// <summary>The facts that change, as first drafted; version 0.</summary>
    public IReadOnlyList<FactVersion> Facts { get; }

    /// <summary>The drafted parts of a topic; empty when a dialog answers it.</summary>
    public IReadOnlyList<AnswerPart> Parts(string topic, string language) => _parts.GetValueOrDefault((topic, language)) ?? [];

    /// <summary>True for what may be told at all: from the study, read in a page, or decided here; never from memory, never uncertain.</summary>
    public static bool MayBeTold(string code) => code is "S" or "V" or "D";

    private static (string Language, int Column)[] Columns(int first) => [(Languages.English, first), (Languages.Lao, first + 1), (Languages.Thai, first + 2)];

    private static FactVersion Fact(string[] line) => new()
    {
        Key = line[0],
        Version = 0,
        Topic = line[1],
        Kind = line[2],
        Country = line[3] == "-" ? null : line[3],
        Value = line[4],
        Labels = JsonSerializer.Serialize(Columns(5).ToDictionary(c => c.Language, c => line[c.Column])),
        Code = line[8],
        Source = line[9],
        TrueOn = line[10].Length == 0 ? null : Day(line[10]),
        ExpiresAt = Day(line[11]),
        State = AnswerState.Draft,
        WrittenBy = Guid.Empty,
        WrittenAt = DateTime.UnixEpoch,
    };

    private static DateTime Day(string text) =>
        DateTime.SpecifyKind(DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private static IEnumerable<string[]> Lines(string file)
    {
        using var stream = typeof(AnswerDrafts).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split('\t');
            }
        }
    }
}
