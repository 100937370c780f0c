namespace FamilyLink.Load.Sides;

/// <summary>A folder for everything one call writes, on a real disk, removed at the end.</summary>
public sealed class LoadFolder : IDisposable
{
    /// <summary>Makes it below the system's temporary folder.</summary>
    public LoadFolder() => Path = Directory.CreateTempSubdirectory("familylink-load-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A folder in it.</summary>
    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
