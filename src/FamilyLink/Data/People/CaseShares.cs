namespace FamilyLink.Data.People;

/// <summary>When a share holds.</summary>
public static class CaseShares
{
    /// <summary>The shares that hold now: not ended, and not over.</summary>
    public static IQueryable<CaseShare> SharesThatHold(this FamilyLinkContext db)
    {
        var now = db.Now;
        return db.CaseShares.Where(s => s.EndedAt == null && s.Until > now);
    }
}
