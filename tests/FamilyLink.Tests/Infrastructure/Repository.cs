namespace FamilyLink.Tests.Infrastructure;

/// <summary>Where the files of this project are, seen from a running test or tool.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>FamilyLink.sln</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs outside the project's folder.</exception>
    public static string Root { get; } = Find();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string Below(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FamilyLink.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("FamilyLink.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
