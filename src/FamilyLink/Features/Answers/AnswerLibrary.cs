using System.Globalization;
using System.Text.Json;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Answers;

/// <summary>
/// What may be told of the library at a moment: reviewed by somebody other than its writer, published, not expired, in the person's own language (S13).
/// Numbers only when test-called, and only on the network they work on (S15). Demo alone falls back on the drafts that come with the service.
/// </summary>
public sealed class AnswerLibrary(IDbContextFactory<FamilyLinkContext> contexts, AnswerDrafts drafts, IOptions<FamilyLinkOptions> options, PromptLibrary recordings, TimeProvider clock) : IAnswerLibrary, ISpokenWords
{
    private const int FactsInAMessage = 3;

    private readonly bool _demo = options.Value.Mode == ServiceMode.Demo;

    /// <inheritdoc/>
    public async Task<TopicAnswer> FindAsync(AnswerAsked asked, CancellationToken cancellation)
    {
        // Khmu is read in Lao, the only script it is offered in.
        var language = asked.Language == Languages.Khmu ? Languages.Lao : asked.Language;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var version = await Newest(db.Set<AnswerVersion>().Where(a => a.Topic == asked.Topic && a.Language == language), cancellation);
        var (parts, related) = Tellable(version, asked.Topic, language, asked.Now);
        if (parts.Count == 0)
        {
            return TopicAnswer.None;
        }

        // What was asked for comes first: the sum, the number to call. Then what is good to know about it.
        var words = (await FactsAsync(db, asked.Topic, language, asked.Country, asked.Now, cancellation)).ToList();
        if (asked.Medium == Medium.Text)
        {
            words = [.. words.Chunk(FactsInAMessage).Select(few => string.Join('\n', few))];
        }

        words.AddRange(parts.Select(p => asked.Medium == Medium.Voice ? p.Spoken ?? p.Words : p.Words));
        if (asked is { Language: Languages.Khmu, Medium: Medium.Voice } && words.Exists(w => recordings.Find(VoiceRenderer.Approved(w, Languages.Khmu)) is null))
        {
            // Nobody has said it in Khmu, nor in Lao: a person takes over.
            return TopicAnswer.None;
        }

        return new TopicAnswer([.. words], [.. related.Where(r => r != asked.Topic)]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Snippet>> SnippetsAsync(string language, string? country, DateTime now, CancellationToken cancellation)
    {
        language = language == Languages.Khmu ? Languages.Lao : language;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var published = await db.Set<AnswerVersion>().AsNoTracking()
            .Where(a => a.Language == language && (a.State == AnswerState.Published || a.State == AnswerState.Withdrawn))
            .ToListAsync(cancellation);
        var newest = published.GroupBy(a => a.Topic).ToDictionary(g => g.Key, g => g.MaxBy(a => a.Version)!, StringComparer.Ordinal);
        return [.. drafts.Topics.SelectMany(topic => Tellable(newest.GetValueOrDefault(topic), topic, language, now).Parts.Select((p, i) => new Snippet(topic, i, p.Words)))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SpokenWords>> ListAsync(string language, CancellationToken cancellation)
    {
        var (read, now) = (language == Languages.Khmu ? Languages.Lao : language, clock.GetUtcNow().UtcDateTime);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var newest = (await db.Set<AnswerVersion>().AsNoTracking().Where(a => a.Language == read && (a.State == AnswerState.Published || a.State == AnswerState.Withdrawn)).ToListAsync(cancellation))
            .GroupBy(a => a.Topic).ToDictionary(g => g.Key, g => g.MaxBy(a => a.Version)!, StringComparer.Ordinal);
        var all = new List<SpokenWords>();
        foreach (var topic in drafts.Topics)
        {
            var parts = Tellable(newest.GetValueOrDefault(topic), topic, read, now).Parts;
            if (parts.Count > 0)
            {
                var words = (await FactsAsync(db, topic, read, null, now, cancellation, everywhere: true)).Concat(parts.Select(p => p.Spoken ?? p.Words));
                all.AddRange(words.Select(w => VoiceRenderer.Approved(w, language)).Where(p => p.Key.StartsWith(VoiceRenderer.WordsPrefix, StringComparison.Ordinal)).Select(p => new SpokenWords(p.Key, p.Words, topic)));
            }
        }

        return [.. all.DistinctBy(w => w.Key)];
    }

    private static Task<AnswerVersion?> Newest(IQueryable<AnswerVersion> versions, CancellationToken cancellation) =>
        versions.AsNoTracking()
            .Where(a => a.State == AnswerState.Published || a.State == AnswerState.Withdrawn)
            .OrderByDescending(a => a.Version)
            .FirstOrDefaultAsync(cancellation);

    private (IReadOnlyList<AnswerPart> Parts, IEnumerable<string> Related) Tellable(AnswerVersion? version, string topic, string language, DateTime now)
    {
        if (version is null)
        {
            return _demo && drafts.Related.TryGetValue(topic, out var near)
                ? ([.. drafts.Parts(topic, language).Where(p => AnswerDrafts.MayBeTold(p.Code))], near)
                : ([], []);
        }

        // Checked again here and not only when it was published: nobody vouches for their own words (S11, S13).
        if (version.State != AnswerState.Published || version.ExpiresAt <= now || version.ReviewedBy is null || version.ReviewedBy == version.WrittenBy)
        {
            return ([], []);
        }

        var parts = JsonSerializer.Deserialize<AnswerPart[]>(version.Parts)!;
        return ([.. parts.Where(p => AnswerDrafts.MayBeTold(p.Code))], version.Related.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<IEnumerable<string>> FactsAsync(FamilyLinkContext db, string topic, string language, string? country, DateTime now, CancellationToken cancellation, bool everywhere = false)
    {
        var stored = await db.Set<FactVersion>().AsNoTracking().Where(f => f.Topic == topic && f.State != AnswerState.Replaced).ToListAsync(cancellation);
        var reviewed = stored.Where(f => f.State is AnswerState.Published or AnswerState.Withdrawn).GroupBy(f => f.Key).Select(g => g.MaxBy(f => f.Version)!).ToList();
        var facts = reviewed.Where(f => f.State == AnswerState.Published && f.ReviewedBy is not null && f.ReviewedBy != f.WrittenBy && f.VerifiedOn is not null);
        if (_demo)
        {
            facts = facts.Concat(drafts.Facts.Where(d => d.Topic == topic && reviewed.TrueForAll(f => f.Key != d.Key)));
        }

        return [.. facts
            .Where(f => AnswerDrafts.MayBeTold(f.Code) && f.ExpiresAt > now && (f.VerifiedOn ?? f.TrueOn) is not null && (everywhere || f.Country is null || f.Country == country))
            .OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => Say(f, language))
            .OfType<string>()];
    }

    private static string? Say(FactVersion fact, string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(fact.Labels)!.GetValueOrDefault(language) is { Length: > 0 } label
            ? Texts.Get("answer.fact", language).Text
                .Replace("{label}", label, StringComparison.Ordinal)
                .Replace("{value}", fact.Value, StringComparison.Ordinal)
                .Replace("{year}", (fact.VerifiedOn ?? fact.TrueOn)!.Value.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            : null;
}
