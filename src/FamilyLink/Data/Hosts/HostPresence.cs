namespace FamilyLink.Data.Hosts;

/// <summary>
/// This process among those that share the database: its id, which begins every lease it takes, and whether the process behind another id has ended.
/// A host that ended is told from one that is only slow by a lock that the system takes from it when it ends, so that its leases need not run out first.
/// </summary>
public abstract class HostPresence : IHostedService
{
    /// <summary>The id of this life of the process: 32 hex digits, never used again.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The host that holds a lease, or null when it is not one of this service's ids.</summary>
    /// <param name="leasedBy">Such as <c>ID/dispatch/…</c>.</param>
    public static string? HostOf(string? leasedBy) => leasedBy?.Split('/', 2)[0] is { } id && Guid.TryParseExact(id, "N", out _) ? id : null;

    /// <summary>Whether the host certainly ended. False when it lives, when it cannot be told, and for this host itself.</summary>
    public async Task<bool> IsGoneAsync(string host, CancellationToken cancellation) => host != Id && HostOf(host) is not null && await IsUnlockedAsync(host, cancellation);

    /// <inheritdoc/>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Whether nobody holds the lock of a host that is not this one; false when that cannot be told.</summary>
    protected abstract Task<bool> IsUnlockedAsync(string host, CancellationToken cancellation);
}
