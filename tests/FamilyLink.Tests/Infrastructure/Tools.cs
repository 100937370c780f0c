namespace FamilyLink.Tests.Infrastructure;

/// <summary>Finds programs of the machine.</summary>
public static class Tools
{
    // Daemons live where an ordinary user's PATH does not look.
    private static readonly string[] AlsoIn = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    /// <summary>The full path of a program on the PATH or in the system's own folders, or null.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(AlsoIn);
        foreach (var folder in folders)
        {
            foreach (var name in names)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
