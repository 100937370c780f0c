namespace FamilyLink.Data.Hosts;

/// <summary>
/// For SQLite: a locked file beside the database for each running process. The system releases the lock with the process, however it ends.
/// </summary>
public sealed class FileHostPresence : HostPresence, IDisposable
{
    private readonly string _folder;
    private readonly FileStream _own;
    private readonly bool _works;

    /// <summary>Takes this host's lock: before anything is leased.</summary>
    /// <param name="folder">The folder of the lock files, shared by everybody who shares the database.</param>
    public FileHostPresence(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _own = new FileStream(PathOf(Id), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

        // Some network file systems keep no locks, and .NET can be told to take none: then everybody would seem to have ended.
        _works = !TryTake(PathOf(Id));
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();

    /// <inheritdoc/>
    protected override Task<bool> IsUnlockedAsync(string host, CancellationToken cancellation) => Task.FromResult(_works && TryTake(PathOf(host)));

    // A file that is not there was removed by its process as it stopped, or here after it was killed. Ids are never used again, so removing is safe.
    private static bool TryTake(string path)
    {
        try
        {
            using var taken = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(string host) => Path.Combine(_folder, host + ".lock");
}
