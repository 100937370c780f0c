using System.Numerics;

namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>
/// What was learned: for each part of speech sound that was ever seen, how much it speaks for each class. The cost of asking depends on the length
/// of the message alone, not on how many questions were learned from.
/// </summary>
internal sealed class LinearModel
{
    // Stands before the weights of a class in the file.
    private const int Magic = 0x4D4B4C46;

    private readonly uint[] _keys;
    private readonly int[] _rows;
    private readonly sbyte[] _weights;
    private readonly float[] _scales;
    private readonly float[] _bias;

    public LinearModel(string[] classes, uint[] hashes, sbyte[] weights, float[] scales, float[] bias)
    {
        Classes = classes;
        Hashes = hashes;
        _weights = weights;
        _scales = scales;
        _bias = bias;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, hashes.Length * 2));
        _keys = new uint[size];
        _rows = new int[size];
        for (var row = 0; row < hashes.Length; row++)
        {
            var slot = hashes[row] & (uint)(size - 1);
            while (_rows[slot] != 0)
            {
                slot = (slot + 1) & (uint)(size - 1);
            }

            _keys[slot] = hashes[row];
            _rows[slot] = row + 1;
        }
    }

    public string[] Classes { get; }

    public uint[] Hashes { get; }

    public int Row(uint hash)
    {
        var mask = (uint)(_keys.Length - 1);
        for (var slot = hash & mask; _rows[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_keys[slot] == hash)
            {
                return _rows[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>How much the part at <paramref name="row"/> speaks for a class.</summary>
    public float Weight(int row, int ofClass) => _weights[(row * Classes.Length) + ofClass] * _scales[row];

    /// <summary>The probability of each class.</summary>
    public float[] Probabilities(List<Feature> features, out float known)
    {
        var scores = new float[Classes.Length];
        var squares = 0f;
        var seen = 0f;
        foreach (var feature in features)
        {
            var row = Row(feature.Hash);
            var value = feature.Value;
            squares += value * value;
            if (row < 0)
            {
                continue;
            }

            seen += value * value;
            var scale = _scales[row] * value;
            var weights = _weights.AsSpan(row * scores.Length, scores.Length);
            for (var c = 0; c < scores.Length; c++)
            {
                scores[c] += weights[c] * scale;
            }
        }

        known = squares == 0 ? 0 : seen / squares;
        var norm = squares == 0 ? 0 : 1f / MathF.Sqrt(squares);
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = (scores[c] * norm) + _bias[c];
        }

        Softmax(scores);
        return scores;
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
                writer.Write(_weights[(row * Classes.Length) + c]);
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
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(hashes.AsSpan());
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
