using System.IO.Compression;

namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>The learned models. The build makes them from the bank of sentences (<c>training/</c>) and puts them beside the program.</summary>
internal static class ModelFiles
{
    public const string Signals = "signals.model";
    public const string Topics = "topics.model";

    /// <summary>Reads a model; throws when the build did not put it there.</summary>
    public static T Read<T>(string name, Func<BinaryReader, T> read)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "models", name);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException("The program is not complete: build src/FamilyLink again, which learns the models.", path);
        }

        using var reader = new BinaryReader(new BufferedStream(new BrotliStream(File.OpenRead(path), CompressionMode.Decompress), 1 << 16));
        return read(reader);
    }

    /// <summary>Writes a model to a folder: all of it or nothing, because a build that was broken off must not leave half a model that looks new.</summary>
    public static void Write(string folder, string name, Action<BinaryWriter> write)
    {
        var (half, whole) = (Path.Combine(folder, name + ".half"), Path.Combine(folder, name));
        using (var writer = new BinaryWriter(new BufferedStream(new BrotliStream(File.Create(half), CompressionLevel.Optimal), 1 << 16)))
        {
            write(writer);
        }

        File.Move(half, whole, overwrite: true);
    }
}
