using System.Diagnostics;
using FamilyLink.Training;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Icu;
using Lucene.Net.Analysis.Icu.Segmentation;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace FamilyLink.Baselines;

/// <summary>Words as ICU's dictionaries cut them, and the five sentences that BM25 finds nearest.</summary>
internal sealed class LuceneBaseline : Baseline
{
    private const string Text = "text";

    public override string Name => "ICU words and BM25 (Lucene.Net)";

    public override (IReadOnlyList<Opinion> Opinions, TimeSpan Each) Ask(IReadOnlyList<Sentence> learned, IReadOnlyList<string> asked, int turns)
    {
        using var directory = new RAMDirectory();
        using var analyzer = new IcuAnalyzer();
        var similarity = new BM25Similarity();
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer) { Similarity = similarity }))
        {
            foreach (var sentence in learned)
            {
                writer.AddDocument([new TextField(Text, sentence.Text, Field.Store.NO)]);
            }
        }

        using var reader = DirectoryReader.Open(directory);
        var searcher = new IndexSearcher(reader) { Similarity = similarity };
        var opinions = new List<Opinion>(asked.Count);
        var begun = 0L;
        for (var turn = 0; turn < turns; turn++)
        {
            opinions.Clear();
            begun = Stopwatch.GetTimestamp();
            foreach (var text in asked)
            {
                var query = new BooleanQuery();
                foreach (var word in Words(analyzer, text).Distinct(StringComparer.Ordinal).Take(BooleanQuery.MaxClauseCount))
                {
                    query.Add(new TermQuery(new Term(Text, word)), Occur.SHOULD);
                }

                var nearest = searcher.Search(query, 5).ScoreDocs;
                var topic = Vote(nearest.Select(n => (learned[n.Doc].Topic, (double)n.Score)), "none");
                var signal = Vote(nearest.Select(n => (learned[n.Doc].Signal, (double)n.Score)), Sentence.NoSignal);
                opinions.Add(new(topic.Label, topic.Score, signal.Label, signal.Score));
            }
        }

        return (opinions, Stopwatch.GetElapsedTime(begun) / Math.Max(1, asked.Count));
    }

    private static List<string> Words(Analyzer analyzer, string text)
    {
        var words = new List<string>();
        using var stream = analyzer.GetTokenStream(Text, text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            words.Add(term.ToString()!);
        }

        stream.End();
        return words;
    }

    private sealed class IcuAnalyzer : Analyzer
    {
        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
        {
            var source = new ICUTokenizer(reader);
            return new(source, new ICUFoldingFilter(source));
        }
    }
}
