using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;

namespace FamilyLink.Features.Cases;

/// <summary>Which cases a list shows and in which order. All of it stands in the address, so nothing of it is about a person (S20).</summary>
/// <param name="Mine">Only those the reader is responsible for.</param>
/// <param name="Approval">Only those with words that wait for approval.</param>
/// <param name="Ending">Only those with a consent or a policy that ends soon.</param>
/// <param name="Untold">Only those of which nobody was told anything yet.</param>
/// <param name="Closed">Closed ones instead of open ones.</param>
/// <param name="ByCode">By code; otherwise the newest first.</param>
public sealed record CaseFilter(bool Mine, bool Approval, bool Ending, bool Untold, bool Closed, bool ByCode)
{
    /// <summary>How many days ahead "soon" is.</summary>
    public const int SoonDays = 30;

    /// <summary>The cases that pass. A search looks among open and closed ones, unless closed ones were asked for.</summary>
    public IQueryable<Case> Of(FamilyLinkContext db, IQueryable<Case> visible, Guid reader, bool searching, DateTime now)
    {
        var soon = now.AddDays(SoonDays);
        var cases = visible;
        if (Closed)
        {
            cases = cases.Where(c => c.ClosedAt != null);
        }
        else if (!searching)
        {
            cases = cases.Where(c => c.ClosedAt == null);
        }

        if (Mine)
        {
            cases = cases.Where(c => c.CaseworkerId == reader);
        }

        if (Approval)
        {
            cases = cases.Where(c => db.Set<Notice>().Any(n => n.CaseId == c.Id && n.State == NoticeState.InReview));
        }

        if (Untold)
        {
            cases = cases.Where(c => !db.Set<Notice>().Any(n => n.CaseId == c.Id && n.PartsTold > 0));
        }

        if (Ending)
        {
            // What somebody has said anew since does not end: only each voice's newest word, and each contact's newest policy, counts.
            cases = cases.Where(c =>
                db.Consents.Any(x => x.CaseId == c.Id && x.Decision == ConsentDecision.Given && x.ExpiresAt > now && x.ExpiresAt <= soon
                    && !db.Consents.Any(y => y.CaseId == c.Id && y.Purpose == x.Purpose && y.Voice == x.Voice && y.ContactId == x.ContactId && y.AgencyId == x.AgencyId && y.GivenAt > x.GivenAt))
                || db.CaseContacts.Any(l => l.CaseId == c.Id
                    && db.SafeContactPolicies.Any(p => p.ContactId == l.ContactId && p.ExpiresAt > now && p.ExpiresAt <= soon
                        && !db.SafeContactPolicies.Any(q => q.ContactId == p.ContactId && q.AgreedAt > p.AgreedAt))));
        }

        return cases;
    }

    /// <summary>The address of a list with this filter.</summary>
    public string Address(int page = 1, string? code = null)
    {
        var parts = new List<string>();
        void Add(bool on, string part)
        {
            if (on)
            {
                parts.Add(part);
            }
        }

        Add(Mine, "mine=true");
        Add(Approval, "approval=true");
        Add(Ending, "ending=true");
        Add(Untold, "untold=true");
        Add(Closed, "closed=true");
        Add(ByCode, "sort=code");
        Add(!string.IsNullOrEmpty(code), "q=" + Uri.EscapeDataString(code ?? ""));
        Add(page > 1, FormattableString.Invariant($"p={page}"));
        return parts.Count == 0 ? "/cases" : "/cases?" + string.Join('&', parts);
    }
}
