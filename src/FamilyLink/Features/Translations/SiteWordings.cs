using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Translations;

/// <summary>
/// Brings what a site wrote and signed off to where the service speaks. In Live the newest edition that a native speaker signed off is said,
/// and while there is none, the shipped wording; Demo tries a newer edition out at once, but not over one that is signed off.
/// </summary>
public sealed class SiteWordings(IDbContextFactory<FamilyLinkContext> contexts, IOptions<FamilyLinkOptions> options)
{
    private long _seen = -1;

    /// <summary>The reviews that came with this version and the site's own.</summary>
    public ReviewLedger Ledger { get; private set; } = ReviewLedger.Shipped;

    /// <summary>Reads again when something was written since the last reading, by this process or another one.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);

        // Both tables only ever grow, so that their sizes say whether anything is new.
        var size = ((long)await db.Set<WordingVersion>().CountAsync(cancellation) << 32) + await db.Set<WordingReview>().CountAsync(cancellation);
        if (Interlocked.Exchange(ref _seen, size) == size)
        {
            return;
        }

        var reviews = await db.Set<WordingReview>().AsNoTracking().OrderBy(r => r.At).ThenBy(r => r.Id).ToListAsync(cancellation);
        var versions = await db.Set<WordingVersion>().AsNoTracking().ToListAsync(cancellation);
        Ledger = new ReviewLedger(ReviewLedger.ShippedReviews.Concat(reviews.Select(AsReview)));
        var onlySigned = options.Value.Mode == ServiceMode.Live;
        Texts.Use([.. versions.GroupBy(v => (v.Key, v.Language, v.Medium)).Select(g => Said(g, onlySigned)).OfType<SiteWording>()]);
    }

    private SiteWording? Said(IEnumerable<WordingVersion> versions, bool onlySigned)
    {
        var newestFirst = versions.OrderByDescending(v => v.Number).ToList();
        if (newestFirst.Find(v => IsSigned(v, TextOf(v))) is { } signed)
        {
            return Wording(signed);
        }

        var first = newestFirst[0];
        return onlySigned || IsSigned(first, Texts.AsShipped(first.Key, first.Language, first.Medium)) ? null : Wording(first);
    }

    private static SiteWording? Wording(WordingVersion version) =>
        version.AsShipped || TextOf(version) is not { } text ? null : new SiteWording(version.Key, version.Language, version.Medium, text);

    private static string? TextOf(WordingVersion version) => version.AsShipped ? Texts.AsShipped(version.Key, version.Language, version.Medium) : version.Text;

    private bool IsSigned(WordingVersion version, string? text) => text is not null && Ledger.StateOf(version.Key, version.Language, version.Medium, text) == ReviewState.SignedOff;

    private static Review AsReview(WordingReview row) => new(
        row.Key,
        row.Language,
        row.Medium,
        row.Hash,
        row.State,
        row.By.ToString("N"),
        row.NativeSpeakerOf,
        row.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

/// <summary>Looks for wordings that another process of the same site signed off, and leaves the shipped wordings behind when the service stops.</summary>
internal sealed partial class SiteWordingsRefresh(
    SiteWordings wordings,
    IOptions<DatabaseOptions> database,
    TimeProvider clock,
    ILogger<SiteWordingsRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Texts.Use([]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // On SQLite there is one process, which knows what it wrote.
        if (!database.Value.IsPostgres)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await wordings.RefreshAsync(stoppingToken);
            }
            catch (System.Data.Common.DbException)
            {
                NotRead(logger);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The site's wordings could not be read; what was said before is still said.")]
    private static partial void NotRead(ILogger logger);
}
