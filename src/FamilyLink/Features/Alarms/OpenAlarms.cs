using System.Security.Claims;
using FamilyLink.Data;
using FamilyLink.Data.People;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Alarms;

/// <summary>What rings in the console, on every page, until somebody has it.</summary>
public sealed class OpenAlarms(FamilyLinkContext db, IOptions<DutyOptions> duty)
{
    /// <summary>True when no duty phone is set.</summary>
    public bool NobodyIsCalled => duty.Value.Phones.Count == 0;

    /// <summary>How many people need somebody now and have nobody yet, among those this member of staff may see.</summary>
    public Task<int> CountAsync(ClaimsPrincipal user) =>
        db.VisibleTasks(user).CountAsync(t => t.DoneAt == null && t.ClaimedAt == null && t.Urgency == Urgency.Now);
}
