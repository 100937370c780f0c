using System.Diagnostics;
using FamilyLink.Training;
using Microsoft.Data.Sqlite;

namespace FamilyLink.Baselines;

/// <summary>SQLite's full-text index over groups of three letters, and the five sentences that it ranks first.</summary>
internal sealed class TrigramBaseline : Baseline
{
    public override string Name => "groups of three letters (SQLite FTS5)";

    public override (IReadOnlyList<Opinion> Opinions, TimeSpan Each) Ask(IReadOnlyList<Sentence> learned, IReadOnlyList<string> asked, int turns)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using (var create = connection.CreateCommand())
        {
            create.CommandText = "CREATE VIRTUAL TABLE bank USING fts5(text, tokenize='trigram')";
            create.ExecuteNonQuery();
        }

        using (var transaction = connection.BeginTransaction())
        using (var insert = connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO bank (rowid, text) VALUES ($row, $text)";
            var (row, text) = (insert.Parameters.Add("$row", SqliteType.Integer), insert.Parameters.Add("$text", SqliteType.Text));
            for (var i = 0; i < learned.Count; i++)
            {
                row.Value = i + 1;
                text.Value = learned[i].Text;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        using var search = connection.CreateCommand();
        search.CommandText = "SELECT rowid, rank FROM bank WHERE bank MATCH $query ORDER BY rank LIMIT 5";
        var query = search.Parameters.Add("$query", SqliteType.Text);
        var opinions = new List<Opinion>(asked.Count);
        var begun = 0L;
        for (var turn = 0; turn < turns; turn++)
        {
            opinions.Clear();
            begun = Stopwatch.GetTimestamp();
            foreach (var text in asked)
            {
                var groups = Groups(text);
                var nearest = new List<(Sentence Sentence, double Score)>();
                if (groups.Length > 0)
                {
                    query.Value = groups;
                    using var found = search.ExecuteReader();
                    while (found.Read())
                    {
                        // The rank is BM25, and negative: less is nearer.
                        nearest.Add((learned[found.GetInt32(0) - 1], -found.GetDouble(1)));
                    }
                }

                var topic = Vote(nearest.Select(n => (n.Sentence.Topic, n.Score)), "none");
                var signal = Vote(nearest.Select(n => (n.Sentence.Signal, n.Score)), Sentence.NoSignal);
                opinions.Add(new(topic.Label, topic.Score, signal.Label, signal.Score));
            }
        }

        return (opinions, Stopwatch.GetElapsedTime(begun) / Math.Max(1, asked.Count));
    }

    private static string Groups(string text)
    {
        var letters = text.EnumerateRunes().ToList();
        return string.Join(" OR ", Enumerable.Range(0, Math.Max(0, letters.Count - 2))
            .Select(i => string.Concat(letters.Skip(i).Take(3)))
            .Distinct(StringComparer.Ordinal)
            .Select(g => $"\"{g.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }
}
