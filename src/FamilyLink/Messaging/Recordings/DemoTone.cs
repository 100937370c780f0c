using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Messaging.Recordings;

/// <summary>
/// Demo mode's stand-in for a recording: three short notes, a pitch for each language and a tune for each key. Nobody can take it for speech.
/// Made while it is asked for, in plain PCM, because Demo needs nothing installed but the SDK. Live mode never plays it.
/// </summary>
public static class DemoTone
{
    private const int PerSecond = 8_000;
    private const int Note = PerSecond * 18 / 100;
    private const int Header = 44;

    /// <summary>The tone as a WAVE file: 8 kHz, 16 bits, one channel, about half a second.</summary>
    public static byte[] Wave(string key, string language)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var lowest = language switch { "lo" => 262, "kjg" => 330, "th" => 392, _ => 494 };
        var wave = new byte[Header + (3 * Note * 2)];
        WriteHeader(wave);
        for (var note = 0; note < 3; note++)
        {
            // Whole-tone steps above the language's own pitch.
            var pitch = lowest * Math.Pow(2, seed[note] % 5 / 6.0);
            for (var i = 0; i < Note; i++)
            {
                var fade = Math.Min(1.0, Math.Min(i, Note - i) / 80.0);
                var sample = (short)(6_000 * fade * Math.Sin(2 * Math.PI * pitch * i / PerSecond));
                BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(Header + (((note * Note) + i) * 2)), sample);
            }
        }

        return wave;
    }

    private static void WriteHeader(Span<byte> wave)
    {
        "RIFF"u8.CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave[4..], wave.Length - 8);
        "WAVEfmt "u8.CopyTo(wave[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(wave[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(wave[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(wave[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(wave[24..], PerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(wave[28..], PerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave[34..], 16);
        "data"u8.CopyTo(wave[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(wave[40..], wave.Length - Header);
    }
}
