using System.Buffers;
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

    // How many hashes begin with the same leading bits, about: few enough to walk through, and what is walked through fits into a processor's cache.
    private const int KeysOfABucket = 4;

    // The hashes in order with their rows, and where those of each value of the leading bits begin; one more at the end.
    private readonly uint[] _keys;
    private readonly int[] _rows;
    private readonly int[] _buckets;
    private readonly int _shift;
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
        _keys = [.. hashes];
        _rows = [.. Enumerable.Range(0, hashes.Length)];
        Array.Sort(_keys, _rows);
        var bits = Math.Clamp(BitOperations.Log2((uint)(hashes.Length / KeysOfABucket) + 1), 1, 24);
        _shift = 32 - bits;
        _buckets = new int[(1 << bits) + 1];
        for (var key = 0; key < _keys.Length; key++)
        {
            _buckets[(_keys[key] >> _shift) + 1] = key + 1;
        }

        for (var bucket = 1; bucket < _buckets.Length; bucket++)
        {
            _buckets[bucket] = Math.Max(_buckets[bucket], _buckets[bucket - 1]);
        }
    }

    public string[] Classes { get; }

    /// <summary>The parts that were seen, in the order of the rows: the commonest first, so that what nearly every message asks for lies close together in memory.</summary>
    public uint[] Hashes { get; }

    /// <summary>The row of a part, or -1 when it was never seen.</summary>
    public int Row(uint hash)
    {
        var bucket = hash >> _shift;
        var end = _buckets[bucket + 1];
        for (var key = _buckets[bucket]; key < end; key++)
        {
            if (_keys[key] >= hash)
            {
                return _keys[key] == hash ? _rows[key] : -1;
            }
        }

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
        var parts = CollectionsMarshal.AsSpan(features);
        var rows = ArrayPool<(int Row, float Scale)>.Shared.Rent(parts.Length);
        var found = 0;

        // All parts are looked up before any is added: nearly each look-up waits for memory, and so the processor waits for many at once.
        foreach (ref readonly var feature in parts)
        {
            var value = feature.Value;
            squares += value * value;
            if (Row(feature.Hash) is >= 0 and var row)
            {
                seen += value * value;
                rows[found++] = (row, _scales[row] * value);
            }
        }

        Add(rows.AsSpan(0, found), sums);
        ArrayPool<(int, float)>.Shared.Return(rows);
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

    // Sixteen classes at a time, whose sums stay in registers over all parts: a message has hundreds, and this is where its time goes.
    private void Add(ReadOnlySpan<(int Row, float Scale)> rows, Span<float> sums)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var stride = _stride;
        for (nuint c = 0; c < (nuint)stride; c += Lane)
        {
            var first = Vector128<float>.Zero;
            var second = Vector128<float>.Zero;
            var third = Vector128<float>.Zero;
            var fourth = Vector128<float>.Zero;
            foreach (var (row, scale) in rows)
            {
                var bytes = Vector128.LoadUnsafe(ref weights, (nuint)(row * stride) + c);
                var low = Vector128.WidenLower(bytes);
                var high = Vector128.WidenUpper(bytes);
                var by = Vector128.Create(scale);
                first += Vector128.ConvertToSingle(Vector128.WidenLower(low)) * by;
                second += Vector128.ConvertToSingle(Vector128.WidenUpper(low)) * by;
                third += Vector128.ConvertToSingle(Vector128.WidenLower(high)) * by;
                fourth += Vector128.ConvertToSingle(Vector128.WidenUpper(high)) * by;
            }

            first.StoreUnsafe(ref sum, c);
            second.StoreUnsafe(ref sum, c + 4);
            third.StoreUnsafe(ref sum, c + 8);
            fourth.StoreUnsafe(ref sum, c + 12);
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
