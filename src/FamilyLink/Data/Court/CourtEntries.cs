using FamilyLink.Data.Notices;

namespace FamilyLink.Data.Court;

/// <summary>Questions about court records that more than one feature asks.</summary>
public static class CourtEntries
{
    private static readonly CourtOutcome[] NoResults = [.. Enum.GetValues<CourtOutcome>().Where(o => !CourtEntry.IsResult(o))];

    /// <summary>The lines that count: neither replaced nor taken back.</summary>
    public static IQueryable<CourtEntry> CurrentCourtEntries(this FamilyLinkContext db) =>
        db.Set<CourtEntry>().Where(e => !e.TakenBack && !db.Set<CourtEntry>().Any(r => r.Replaces == e.Id));

    /// <summary>The results that are known and were told to nobody.</summary>
    public static IQueryable<CourtEntry> UntoldCourtEntries(this FamilyLinkContext db) =>
        db.CurrentCourtEntries().Where(e => !NoResults.Contains(e.Outcome)
            && !db.Set<CourtUpdate>().Any(u => u.EntryId == e.Id && db.Set<Notice>().Any(n => n.Id == u.NoticeId && n.State == NoticeState.Told)));

    /// <summary>A stage in the words of the console.</summary>
    public static string Say(CourtStage stage) => stage switch
    {
        CourtStage.CompensationOrdered => "compensation ordered",
        CourtStage.CompensationPaid => "compensation paid",
        CourtStage.CompensationReceived => "compensation received",
        _ => stage.ToString().ToLowerInvariant(),
    };

    /// <summary>An outcome in the words of the console.</summary>
    public static string Say(CourtOutcome outcome) => outcome switch
    {
        CourtOutcome.StillRunning => "still running",
        CourtOutcome.ChargesDropped => "charges dropped",
        CourtOutcome.CompensationOrdered => "compensation ordered",
        CourtOutcome.NoCompensation => "no compensation",
        CourtOutcome.CompensationPaid => "compensation paid",
        CourtOutcome.CompensationNotPaid => "compensation not paid",
        CourtOutcome.NeedsDecision => "the person has to decide",
        CourtOutcome.NothingNew => "nothing new",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    /// <summary>A date as far as it is known.</summary>
    public static string Say(DateOnly? date, DateCertainty certainty) => (date, certainty) switch
    {
        ({ } day, DateCertainty.Day) => day.ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture),
        ({ } month, DateCertainty.Month) => month.ToString("MMM yyyy", System.Globalization.CultureInfo.InvariantCulture) + " (day not known)",
        ({ } year, DateCertainty.Year) => year.ToString("yyyy", System.Globalization.CultureInfo.InvariantCulture) + " (month not known)",
        _ => "date not known",
    };
}
