using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FamilyLink.Features.Studio;

/// <summary>A sound that cannot be taken; the message is a phrase of the console.</summary>
public sealed class RecordingRefusedException(string message) : Exception(message);

/// <summary>A sound as it is stored.</summary>
/// <param name="Wave">WAVE, 8 kHz, µ-law, one channel.</param>
/// <param name="Milliseconds">How long it is.</param>
/// <param name="Loudness">How loud it came, in dB below full scale.</param>
public sealed record ConvertedSound(byte[] Wave, int Milliseconds, double Loudness);

/// <summary>
/// Makes what somebody recorded or uploaded into what telephones play best, with ffmpeg: silence at both ends cut, as loud as all others, 8 kHz µ-law.
/// What comes may be anything: it is read as sound only, from one file, for a limited time, and nothing of it is kept but the samples.
/// </summary>
public sealed class AudioConverter
{
    /// <summary>The largest file that is looked at, in bytes.</summary>
    public const int LargestFile = 20_000_000;

    /// <summary>The longest recording, in seconds.</summary>
    public const int LongestSeconds = 60;

    private const int Rate = 16_000;
    private const int ShortestMilliseconds = 300;
    private const double Silent = -50;
    private const double ClippedShare = 0.01;

    // Containers and codecs of browsers and telephones. A playlist would make ffmpeg fetch what it names.
    private const string Formats = "wav,ogg,matroska,webm,mp3,mov,mp4,m4a,3gp,flac,aac,amr,caf,aiff";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads any common sound file.</summary>
    /// <exception cref="RecordingRefusedException">It is no sound, silent, clipped, too short, too long or too large, or ffmpeg is not there.</exception>
    public async Task<ConvertedSound> ConvertAsync(Stream content, string folder, CancellationToken cancellation)
    {
        var file = Path.Combine(folder, $"upload-{Guid.NewGuid():N}");
        try
        {
            // Some containers say at their end where their beginning is: they need a file. It is deleted before this returns.
            await using (var output = File.Create(file))
            {
                await CopyAsync(content, output, cancellation);
            }

            var (samples, said) = await RunAsync(
                ["-protocol_whitelist", "file", "-format_whitelist", Formats, "-i", file, "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", (LongestSeconds + 1).ToString(CultureInfo.InvariantCulture), "-ac", "1", "-ar", "16000", "-f", "s16le", "pipe:1"],
                null,
                cancellation);
            if (said.Contains("Video:", StringComparison.Ordinal) && !said.Contains("attached pic", StringComparison.Ordinal))
            {
                throw new RecordingRefusedException("This is a video. Upload the sound alone.");
            }

            if (samples.Length < 2)
            {
                throw new RecordingRefusedException("This file holds no sound that can be read.");
            }

            var loudness = Check(samples);
            var (wave, _) = await RunAsync(
                [
                    "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "pipe:0",
                    "-af", "silenceremove=start_periods=1:start_threshold=-45dB:start_silence=0.1,areverse,silenceremove=start_periods=1:start_threshold=-45dB:start_silence=0.2,areverse,loudnorm=I=-18:TP=-2:LRA=7",
                    "-ac", "1", "-ar", "8000", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-c:a", "pcm_mulaw", "-f", "wav", "pipe:1",
                ],
                samples,
                cancellation);
            var length = (wave.Length - MuLawWave.HeaderLength) * 1_000 / MuLawWave.Rate;
            return length < ShortestMilliseconds
                ? throw new RecordingRefusedException("There is almost nothing to hear in it. Record it once more.")
                : new ConvertedSound(MuLawWave.WithHeader(wave), length, loudness);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task CopyAsync(Stream content, Stream output, CancellationToken cancellation)
    {
        var buffer = new byte[81_920];
        var length = 0L;
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            length += read;
            if (length > LargestFile)
            {
                throw new RecordingRefusedException("This file is larger than 20 MB. A recording of one sentence is much smaller.");
            }

            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        if (length == 0)
        {
            throw new RecordingRefusedException("Record something first, or choose a file.");
        }
    }

    // The mean loudness in dB below full scale.
    private static double Check(byte[] samples)
    {
        var count = samples.Length / 2;
        if (count > LongestSeconds * Rate)
        {
            throw new RecordingRefusedException("This is longer than a minute. Record one sentence at a time.");
        }

        double sum = 0;
        var full = 0;
        for (var i = 0; i < count; i++)
        {
            var sample = BitConverter.ToInt16(samples, i * 2);
            sum += (double)sample * sample;
            full += Math.Abs((int)sample) >= 32_700 ? 1 : 0;
        }

        var loudness = 20 * Math.Log10(Math.Max(1, Math.Sqrt(sum / count)) / 32_768);
        return loudness < Silent ? throw new RecordingRefusedException("Nothing can be heard in it. Is the microphone on?")
            : full > count * ClippedShare ? throw new RecordingRefusedException("It is so loud that it is torn. Speak a little further from the microphone.")
            : Math.Round(loudness, 1);
    }

    private static async Task<(byte[] Output, string Said)> RunAsync(string[] arguments, byte[]? input, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var process = new Process { StartInfo = new ProcessStartInfo("ffmpeg") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var argument in (string[])["-hide_banner", "-loglevel", "info", "-threads", "1", .. arguments])
        {
            process.StartInfo.ArgumentList.Add(argument);
        }

        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new RecordingRefusedException("ffmpeg is not installed on the machine of this service, so no recording can be taken. Ask whoever runs it.");
        }

        try
        {
            using var output = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            var saying = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(input ?? [], limit.Token);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has seen enough; what it says follows below.
            }

            await reading;
            await process.WaitForExitAsync(limit.Token);
            return (output.ToArray(), await saying);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RecordingRefusedException("This file took too long to read. Record it once more.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

/// <summary>The header of a WAVE file of 8 kHz µ-law in one channel. ffmpeg does not know the length of what it writes to a pipe.</summary>
internal static class MuLawWave
{
    public const int Rate = 8_000;

    /// <summary>The header that ffmpeg writes: the form with 18 bytes of format, a fact and the data.</summary>
    public const int HeaderLength = 58;

    /// <summary>The same sound with a header that tells its length.</summary>
    /// <exception cref="RecordingRefusedException">It is not such a file.</exception>
    public static byte[] WithHeader(byte[] wave)
    {
        var data = wave.AsSpan().IndexOf("data"u8);
        if (wave.Length < HeaderLength || data is < 36 or > 128)
        {
            throw new RecordingRefusedException("This file holds no sound that can be read.");
        }

        var sound = wave.AsSpan(data + 8);
        var whole = new byte[HeaderLength + sound.Length];
        using var writer = new BinaryWriter(new MemoryStream(whole));
        writer.Write("RIFF"u8);
        writer.Write(whole.Length - 8);
        writer.Write("WAVEfmt "u8);
        writer.Write(18);
        writer.Write((short)7);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write((short)0);
        writer.Write("fact"u8);
        writer.Write(4);
        writer.Write(sound.Length);
        writer.Write("data"u8);
        writer.Write(sound.Length);
        writer.Write(sound);
        return whole;
    }
}
