using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Conversations;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CheckIns;

/// <summary>The words of a check-in, and the check at hand-off that they and the plan are still what was agreed (S4).</summary>
public sealed class CheckInQuestion : IContentDigest
{
    /// <summary>The cause kind of its messages.</summary>
    public const string Kind = "check-in";

    /// <inheritdoc/>
    public string CauseKind => Kind;

    /// <summary>The exact words by a channel: by telephone those of the first recording.</summary>
    public static string Words(string opening, Channel channel, string language)
    {
        var question = CheckInDialog.Question(opening);
        return channel == Channel.Voice ? VoiceRenderer.Prompt(question.Key, language).Words : TextRenderer.Render([question], language);
    }

    /// <inheritdoc/>
    public async Task<(string? WhyNot, Guid CaseId)> CheckAsync(FamilyLinkContext db, OutboundMessage message, string body, DateTime now, CancellationToken cancellation)
    {
        var found = await (
            from checkIn in db.Set<CheckIn>().AsNoTracking()
            join plan in db.Set<CheckInPlan>().AsNoTracking() on checkIn.PlanId equals plan.Id
            where checkIn.Id == message.CauseId
            select new { CheckIn = checkIn, Plan = plan }).SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            return ("no-plan", Guid.Empty);
        }

        // A second try goes out while the first waits for its answer; once there is one, nothing more is asked.
        var (asked, agreed) = (found.CheckIn, found.Plan);
        var open = asked.State is CheckInState.Queued || (asked.State == CheckInState.Asked && asked.Tries > 1);
        var words = Words(await CheckIn.OpeningAsync(db, asked, cancellation), message.Channel, message.Language);
        return (
            !open ? "check-in-over"
            : agreed.State != CheckInPlanState.Running ? "plan-" + agreed.State.ToString().ToLowerInvariant()
            : agreed.ContactId != message.ContactId || agreed.Channel != message.Channel || agreed.Language != message.Language || words != body ? "plan-changed"
            : null,
            agreed.CaseId);
    }
}
