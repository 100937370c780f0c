using System.Numerics;
using System.Runtime.InteropServices;
using FamilyLink.Dialogs.Understanding.Matching;

namespace FamilyLink.Training;

/// <summary>One message to learn from, what it should be read as, and how much it counts.</summary>
/// <remarks><see cref="Source"/> is the sentence it is a wording of; the wordings of one sentence stand together.</remarks>
internal readonly record struct Example(List<Feature> Features, int Class, float Weight, int Source);

/// <summary>
/// Learns a <see cref="LinearModel"/>: multinomial logistic regression by stochastic descent with steps that adapt to each part, in a fixed order, so
/// that the same questions give the same model.
/// </summary>
internal static class LinearTrainer
{
    private const float Step = 1f;

    // Weights below this change no answer and are not kept.
    private const float Least = 0.1f;

    public static LinearModel Learn(string[] classes, IReadOnlyList<Example> examples, int rounds = 6, int least = 4)
    {
        var hashes = Vocabulary(examples, least);
        var index = new Dictionary<uint, int>(hashes.Length);
        for (var i = 0; i < hashes.Length; i++)
        {
            index[hashes[i]] = i;
        }

        var width = (classes.Length + 7) / 8 * 8;
        var weights = new float[hashes.Length * width];
        var bias = new float[width];
        var biasSteps = new float[width];
        var steps = new float[hashes.Length];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var shuffle = new Shuffle(20261124);
        var rows = examples.Select(e => Rows(e, index)).ToArray();
        var scores = new float[width];
        for (var round = 0; round < rounds; round++)
        {
            shuffle.Order(order);
            foreach (var n in order)
            {
                var row = rows[n];
                bias.CopyTo(scores, 0);
                foreach (var (r, value) in row)
                {
                    AddScaled(scores, weights.AsSpan(r * width, width), value);
                }

                var seen = scores.AsSpan(0, classes.Length);
                LinearModel.Softmax(seen);
                seen[examples[n].Class] -= 1;
                scores.AsSpan(classes.Length).Clear();
                var gradient = 0f;
                for (var c = 0; c < seen.Length; c++)
                {
                    seen[c] *= examples[n].Weight;
                    gradient += seen[c] * seen[c];
                }

                if (gradient < 1e-4f)
                {
                    continue;
                }

                foreach (var (r, value) in row)
                {
                    steps[r] += gradient * value * value;
                    var step = Step / (MathF.Sqrt(steps[r]) + 1e-3f);
                    AddScaled(weights.AsSpan(r * width, width), scores, -step * value);
                }

                for (var c = 0; c < classes.Length; c++)
                {
                    biasSteps[c] += seen[c] * seen[c];
                    bias[c] -= 0.1f / (MathF.Sqrt(biasSteps[c]) + 1) * seen[c];
                }
            }
        }

        return Pack(classes, hashes, weights, width, bias);
    }

    // The parts of a message that are learned from, scaled so that long and short messages count alike.
    private static (int Row, float Value)[] Rows(Example example, Dictionary<uint, int> index)
    {
        var rows = new List<(int Row, float Value)>(example.Features.Count);
        var squares = 0f;
        foreach (var feature in example.Features)
        {
            squares += feature.Value * feature.Value;
            if (index.TryGetValue(feature.Hash, out var row))
            {
                rows.Add((row, feature.Value));
            }
        }

        var norm = squares == 0 ? 0 : 1f / MathF.Sqrt(squares);
        return [.. rows.Select(r => (r.Row, r.Value * norm))];
    }

    // A part that occurs in one sentence only, in however many wordings of it, says nothing that can be relied on.
    private static uint[] Vocabulary(IReadOnlyList<Example> examples, int least)
    {
        var counts = new Dictionary<uint, (int Sentences, int Last)>();
        foreach (var example in examples)
        {
            foreach (var feature in example.Features)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, feature.Hash, out var known);
                if (!known || count.Last != example.Source)
                {
                    count = (count.Sentences + 1, example.Source);
                }
            }
        }

        // The commonest first, as a model keeps them.
        return [.. counts.Where(c => c.Value.Sentences >= least).OrderByDescending(c => c.Value.Sentences).ThenBy(c => c.Key).Select(c => c.Key)];
    }

    private static LinearModel Pack(string[] classes, uint[] hashes, float[] weights, int width, float[] bias)
    {
        var kept = new List<int>();
        for (var row = 0; row < hashes.Length; row++)
        {
            if (Most(weights.AsSpan(row * width, classes.Length)) > Least)
            {
                kept.Add(row);
            }
        }

        var packed = new sbyte[kept.Count * classes.Length];
        var scales = new float[kept.Count];
        for (var k = 0; k < kept.Count; k++)
        {
            var row = weights.AsSpan(kept[k] * width, classes.Length);
            var most = Most(row);
            scales[k] = (float)(Half)(most / 127f);
            for (var c = 0; c < classes.Length; c++)
            {
                packed[(k * classes.Length) + c] = (sbyte)Math.Clamp(MathF.Round(row[c] / scales[k]), -127, 127);
            }
        }

        return new LinearModel(classes, [.. kept.Select(k => hashes[k])], packed, scales, bias[..classes.Length]);
    }

    private static float Most(ReadOnlySpan<float> row)
    {
        var most = 0f;
        foreach (var weight in row)
        {
            most = Math.Max(most, Math.Abs(weight));
        }

        return most;
    }

    // Element by element, so that the width of the processor's registers does not change the sum.
    private static void AddScaled(Span<float> to, ReadOnlySpan<float> from, float scale)
    {
        var toVectors = MemoryMarshal.Cast<float, Vector<float>>(to);
        var fromVectors = MemoryMarshal.Cast<float, Vector<float>>(from);
        for (var i = 0; i < toVectors.Length; i++)
        {
            toVectors[i] += fromVectors[i] * scale;
        }

        for (var i = toVectors.Length * Vector<float>.Count; i < to.Length; i++)
        {
            to[i] += from[i] * scale;
        }
    }

    // The runtime's own random numbers may change with its version; these do not.
    private sealed class Shuffle(uint seed)
    {
        private uint _state = seed;

        public void Order(int[] items)
        {
            for (var i = items.Length - 1; i > 0; i--)
            {
                _state ^= _state << 13;
                _state ^= _state >> 17;
                _state ^= _state << 5;
                var j = (int)(_state % (uint)(i + 1));
                (items[i], items[j]) = (items[j], items[i]);
            }
        }
    }
}
