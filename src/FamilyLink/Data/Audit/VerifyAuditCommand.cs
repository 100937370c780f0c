using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Data.Audit;

/// <summary>The <c>verify-audit</c> command: exit 0 and the count, or exit 1 and the first broken entry (S21).</summary>
public static class VerifyAuditCommand
{
    /// <summary>Checks the chain of the configured database and writes the verdict.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync(cancellation);
        var (count, broken) = await AuditChain.VerifyAsync(db, cancellation);
        var cut = broken is null ? await services.GetRequiredService<AuditCheckpoints>().ProblemAsync(db, cancellation) : null;
        await output.WriteLineAsync(broken is { } entry
            ? string.Create(CultureInfo.InvariantCulture, $"broken at entry {entry} after {count} good ones")
            : cut is null ? string.Create(CultureInfo.InvariantCulture, $"{count} entries, unbroken")
            : string.Create(CultureInfo.InvariantCulture, $"{count} entries follow one another, but {cut}"));
        return broken is null && cut is null ? 0 : 1;
    }
}
