using System.Security.Claims;
using FamilyLink.Data;
using FamilyLink.Data.Court;
using FamilyLink.Data.Notices;
using FamilyLink.Security;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>Updates that tell of one judgment: their lines name the same document.</summary>
internal static class Judgments
{
    /// <summary>The updates of visible cases (S23) whose line names the same document as the given one.</summary>
    public static IQueryable<Notice> OfSameJudgment(this FamilyLinkContext db, ClaimsPrincipal user, Guid entryId)
    {
        var cases = db.VisibleCases(user).Select(c => c.Id);
        return from notice in db.Set<Notice>()
               join update in db.Set<CourtUpdate>() on notice.Id equals update.NoticeId
               join entry in db.Set<CourtEntry>() on update.EntryId equals entry.Id
               where cases.Contains(notice.CaseId) && notice.State != NoticeState.Withdrawn
                   && entry.SourceHash == db.Set<CourtEntry>().Where(e => e.Id == entryId && cases.Contains(e.CaseId)).Select(e => e.SourceHash).FirstOrDefault()
               select notice;
    }
}
