using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// What was learned: for each part of speech sound that was ever seen, how much it speaks for each class. The cost of asking depends on the length
/// of the message alone, not on how many questions were learned from.
/// </summary>
internal sealed class LinearModel
{
    // Stands before the weights of a class in the file.
    private const int Magic = 0x4D4B4C46;

    // The classes of a row are padded to whole vectors.
    private const int Lane = 16;

    private readonly Slot[] _slots;
    private readonly int _stride;
    private readonly sbyte[] _weights;
    private readonly float[] _scales;
    private readonly float[] _bias;

    public LinearModel(string[] classes, uint[] hashes, sbyte[] weights, float[] scales, float[] bias)
    {
        Classes = classes;
        Hashes = hashes;
        _stride = (classes.Length + Lane - 1) / Lane * Lane;
        _weights = Padded(weights, hashes.Length, classes.Length, _stride);
        _scales = scales;
        _bias = bias;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, hashes.Length * 2));
        _slots = new Slot[size];
        for (var row = 0; row < hashes.Length; row++)
        {
            var slot = hashes[row] & (uint)(size - 1);
            while (_slots[slot].Row != 0)
            {
                slot = (slot + 1) & (uint)(size - 1);
            }

            _slots[slot] = new(hashes[row], row + 1, scales[row]);
        }
    }

    public string[] Classes { get; }

    public uint[] Hashes { get; }

    public int Row(uint hash, out float scale)
    {
        var mask = (uint)(_slots.Length - 1);
        for (var slot = hash & mask; _slots[slot].Row != 0; slot = (slot + 1) & mask)
        {
            if (_slots[slot].Key == hash)
            {
                scale = _slots[slot].Scale;
                return _slots[slot].Row - 1;
            }
        }

        scale = 0;
        return -1;
    }

    /// <summary>How much the part at <paramref name="row"/> speaks for a class.</summary>
    public float Weight(int row, int ofClass) => _weights[(row * _stride) + ofClass] * _scales[row];

    /// <summary>The probability of each class.</summary>
    public float[] Probabilities(List<Feature> features, out float known)
    {
        Span<float> sums = stackalloc float[_stride];
        sums.Clear();
        var squares = 0f;
        var seen = 0f;
        foreach (ref readonly var feature in CollectionsMarshal.AsSpan(features))
        {
            var value = feature.Value;
            squares += value * value;
            if (Row(feature.Hash, out var scale) is >= 0 and var row)
            {
                seen += value * value;
                Add(row, scale * value, sums);
            }
        }

        var scores = sums[..Classes.Length].ToArray();
        known = squares == 0 ? 0 : seen / squares;
        var norm = squares == 0 ? 0 : 1f / MathF.Sqrt(squares);
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = (scores[c] * norm) + _bias[c];
        }

        Softmax(scores);
        return scores;
    }

    // Sixteen classes at a time: a message has hundreds of parts, and this is where its time goes.
    private void Add(int row, float scale, Span<float> sums)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (nuint c = 0; c < (nuint)_stride; c += Lane)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref weights, (nuint)(row * _stride) + c));
            var ((a, b), (d, e)) = (Vector128.Widen(low), Vector128.Widen(high));
            (Vector128.LoadUnsafe(ref sum, c) + (Vector128.ConvertToSingle(a) * scale)).StoreUnsafe(ref sum, c);
            (Vector128.LoadUnsafe(ref sum, c + 4) + (Vector128.ConvertToSingle(b) * scale)).StoreUnsafe(ref sum, c + 4);
            (Vector128.LoadUnsafe(ref sum, c + 8) + (Vector128.ConvertToSingle(d) * scale)).StoreUnsafe(ref sum, c + 8);
            (Vector128.LoadUnsafe(ref sum, c + 12) + (Vector128.ConvertToSingle(e) * scale)).StoreUnsafe(ref sum, c + 12);
        }
    }

    private static sbyte[] Padded(sbyte[] weights, int rows, int classes, int stride)
    {
        if (classes == stride)
        {
            return weights;
        }

        var padded = new sbyte[rows * stride];
        for (var row = 0; row < rows; row++)
        {
            Array.Copy(weights, row * classes, padded, row * stride, classes);
        }

        return padded;
    }

    internal static void Softmax(Span<float> scores)
    {
        var most = float.MinValue;
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        var sum = 0f;
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = MathF.Exp(scores[c] - most);
            sum += scores[c];
        }

        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] /= sum;
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(Classes.Length);
        foreach (var (name, bias) in Classes.Zip(_bias))
        {
            writer.Write(name);
            writer.Write(bias);
        }

        writer.Write(Hashes.Length);
        foreach (var hash in Hashes)
        {
            writer.Write(hash);
        }

        foreach (var value in _scales)
        {
            writer.Write((Half)value);
        }

        // Class by class, since neighbours in one class look alike more often than the classes of one part.
        for (var c = 0; c < Classes.Length; c++)
        {
            for (var row = 0; row < Hashes.Length; row++)
            {
                writer.Write(_weights[(row * _stride) + c]);
            }
        }
    }

    private readonly record struct Slot(uint Key, int Row, float Scale);

    public static LinearModel Load(BinaryReader reader)
    {
        if (reader.ReadInt32() != Magic)
        {
            throw new InvalidDataException("This is no matcher model.");
        }

        var classes = new string[reader.ReadInt32()];
        var bias = new float[classes.Length];
        for (var c = 0; c < classes.Length; c++)
        {
            classes[c] = reader.ReadString();
            bias[c] = reader.ReadSingle();
        }

        var rows = reader.ReadInt32();
        var hashes = new uint[rows];
        var bytes = MemoryMarshal.AsBytes(hashes.AsSpan());
        reader.BaseStream.ReadExactly(bytes);
        var scales = Halves(reader, rows);
        var weights = new sbyte[rows * classes.Length];
        var column = new byte[rows];
        for (var c = 0; c < classes.Length; c++)
        {
            reader.BaseStream.ReadExactly(column);
            for (var row = 0; row < rows; row++)
            {
                weights[(row * classes.Length) + c] = (sbyte)column[row];
            }
        }

        return new LinearModel(classes, hashes, weights, scales, bias);
    }

    private static float[] Halves(BinaryReader reader, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)reader.ReadHalf();
        }

        return values;
    }
}
