using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
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

    // Classes are added sixteen at a time.
    private const int Lane = 16;

    // What a processor fetches from memory at once. A row lies within one such line when it fits, with its scale behind the weights.
    private const int Line = 64;

    // How many hashes begin with the same leading bits, about: few enough to walk through, and what is walked through fits into a processor's cache.
    private const int KeysOfABucket = 4;

    // Each hash with its row in the low half, in order, and where those of each value of the leading bits begin; one more at the end.
    private readonly ulong[] _keys;
    private readonly int[] _buckets;
    private readonly int _shift;

    // The rows, each of the classes' weights, what fills it up, and its scale; the first begins where a line does.
    private readonly sbyte[] _weights;
    private readonly int _first;
    private readonly int _stride;
    private readonly float[] _bias;

    public LinearModel(string[] classes, uint[] hashes, ReadOnlySpan<sbyte> weights, ReadOnlySpan<float> scales, float[] bias)
    {
        Classes = classes;
        Hashes = hashes;
        _bias = bias;
        var needed = classes.Length + sizeof(float);
        _stride = needed > Line / 2 ? (needed + Line - 1) / Line * Line : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, Lane));
        (_weights, _first) = Aligned(hashes.Length * _stride);
        for (var row = 0; row < hashes.Length; row++)
        {
            var line = _weights.AsSpan(_first + (row * _stride), _stride);
            weights.Slice(row * classes.Length, classes.Length).CopyTo(line);
            MemoryMarshal.Write(MemoryMarshal.AsBytes(line)[^sizeof(float)..], scales[row]);
        }

        _keys = [.. hashes.Select((hash, row) => ((ulong)hash << 32) | (uint)row).Order()];
        var bits = Math.Clamp(BitOperations.Log2((uint)(hashes.Length / KeysOfABucket) + 1), 1, 24);
        _shift = 32 - bits;
        _buckets = new int[(1 << bits) + 1];
        for (var key = 0; key < _keys.Length; key++)
        {
            _buckets[((uint)(_keys[key] >> 32) >> _shift) + 1] = key + 1;
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
        for (var at = _buckets[bucket]; at < end; at++)
        {
            var key = _keys[at];
            if ((uint)(key >> 32) >= hash)
            {
                return (uint)(key >> 32) == hash ? (int)(uint)key : -1;
            }
        }

        return -1;
    }

    /// <summary>How much the part at <paramref name="row"/> speaks for a class.</summary>
    public float Weight(int row, int ofClass) => _weights[_first + (row * _stride) + ofClass] * Scale(row);

    /// <summary>The probability of each class.</summary>
    public float[] Probabilities(List<Feature> features, out float known)
    {
        Span<float> sums = stackalloc float[_stride];
        var squares = 0f;
        var seen = 0f;
        var parts = CollectionsMarshal.AsSpan(features);
        var rows = ArrayPool<(int Row, float Scale)>.Shared.Rent(parts.Length);
        var found = 0;
        Touch(parts);
        foreach (ref readonly var feature in parts)
        {
            var value = feature.Value;
            squares += value * value;
            if (Row(feature.Hash) is >= 0 and var row)
            {
                seen += value * value;
                rows[found++] = (row, value);
            }
        }

        // Nothing here depends on what was read before, so the processor waits for many rows at once; the sums then find them near.
        var hits = rows.AsSpan(0, found);
        foreach (ref var row in hits)
        {
            row.Scale *= Scale(row.Row);
        }

        Add(hits, sums);
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

    // Reads where the look-ups will begin and decides nothing by it: a wrong guess at a branch would throw away what was being fetched for the next parts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Touch(ReadOnlySpan<Feature> parts)
    {
        var read = 0UL;
        foreach (ref readonly var feature in parts)
        {
            read ^= _keys[Math.Min(_buckets[feature.Hash >> _shift], _keys.Length - 1)];
        }

        return read;
    }

    private float Scale(int row) => MemoryMarshal.Read<float>(MemoryMarshal.AsBytes(_weights.AsSpan(_first + ((row + 1) * _stride) - sizeof(float), sizeof(float))));

    // Sixteen classes at a time, whose sums stay in registers over all parts: a message has hundreds, and this is where its time goes.
    private void Add(ReadOnlySpan<(int Row, float Scale)> rows, Span<float> sums)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), _first);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var stride = _stride;
        for (nuint c = 0; c < (nuint)Classes.Length; c += Lane)
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

    // Never moved by the garbage collector, so that it stays aligned.
    private static (sbyte[] Memory, int First) Aligned(int length)
    {
        var memory = GC.AllocateArray<sbyte>(length + Line, pinned: true);
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        return (memory, (int)((Line - (address % Line)) % Line));
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

        for (var row = 0; row < Hashes.Length; row++)
        {
            writer.Write((Half)Scale(row));
        }

        // Class by class, since neighbours in one class look alike more often than the classes of one part.
        for (var c = 0; c < Classes.Length; c++)
        {
            for (var row = 0; row < Hashes.Length; row++)
            {
                writer.Write(_weights[_first + (row * _stride) + c]);
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
