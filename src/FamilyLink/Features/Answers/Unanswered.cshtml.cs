using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>What people asked and nothing answered, alike questions together, and how often topics were answered; small numbers are never shown.</summary>
public sealed class UnansweredModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    private const int Weeks = 8;
    private const int MostQuestions = 2_000;
    private const int SmallestCell = 10;

    public IReadOnlyList<QuestionGroup> Groups { get; private set; } = [];

    public List<DateTime> Shown { get; private set; } = [];

    public List<(string Topic, List<string> Cells)> Counts { get; private set; } = [];

    /// <summary>A count as it may be shown: a small one would point at somebody (F.1).</summary>
    public static string Cell(long count) => count == 0 ? "–" : count < SmallestCell ? $"fewer than {SmallestCell}" : count.ToString(CultureInfo.InvariantCulture);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        // The running week is left out: two looks at it would show what one person added.
        var current = QuestionHandler.WeekOf(clock.GetUtcNow().UtcDateTime);
        var from = current.AddDays(-7 * Weeks);
        Shown = [.. Enumerable.Range(1, Weeks).Select(n => current.AddDays(-7 * n))];
        var kept = await db.Set<Question>().AsNoTracking().Where(q => q.Week >= from && q.Week < current).OrderByDescending(q => q.Week).ThenBy(q => q.Id).Take(MostQuestions).ToListAsync(cancellation);
        Groups = QuestionGroups.Of(kept
            .Select(q => (q, Words: encryptor.DecryptIfKept(q.PersonKeyId, "question.words", q.Words)))
            .Where(q => q.Words is not null)
            .Select(q => new KeptQuestion(Convert.ToHexString(q.q.Asker), q.q.Language, q.Words!)));
        var counted = await db.Set<TopicWeek>().AsNoTracking().Where(t => t.Week >= from && t.Week < current).ToListAsync(cancellation);
        Counts = [.. counted.GroupBy(t => t.Topic).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, Shown.ConvertAll(week => Cell(g.Where(t => t.Week == week).Sum(t => t.Times)))))];
        db.Audit(AuditFact.Staff(User.StaffId(), "questions.read", "questions"));
        await db.SaveChangesAsync(cancellation);
    }
}
