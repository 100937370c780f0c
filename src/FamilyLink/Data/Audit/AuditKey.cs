using FamilyLink.Data.Encryption;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Audit;

/// <summary>
/// The key the audit chain is hashed with (S21). Whoever can write in the database but does not hold the key ring of the data directory cannot compute the
/// chain anew after changing it.
/// </summary>
/// <param name="open">Reads the key, once, when it is first needed.</param>
public sealed class AuditKey(Func<byte[]> open)
{
    private readonly Lazy<byte[]> _value = new(open);

    /// <summary>32 bytes.</summary>
    public ReadOnlySpan<byte> Value => _value.Value;

    /// <summary>The key kept in the database, wrapped by the key ring.</summary>
    public static AuditKey Kept(IDataProtectionProvider protection, IDbContextFactory<FamilyLinkContext> contexts) =>
        new(() => ServiceSecret.Open("audit-chain", protection, contexts));

    /// <summary>For a context that changes the database's shape and appends nothing.</summary>
    public static AuditKey None { get; } = new(() => throw new InvalidOperationException("This context cannot append to the audit log."));
}
