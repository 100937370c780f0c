using FamilyLink.Data.Court;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>
/// The plain-language sentences of a court update. What came out is first, what the person may do next and who will call are always there, and money
/// always comes with the warning about other people's accounts.
/// </summary>
public static class CourtBlocks
{
    /// <summary>The sentences about what may be done next; at least one is chosen.</summary>
    public static IReadOnlyList<string> Next { get; } = ["court.next-nothing", "court.next-lawyer", "court.next-decide", "court.next-ask"];

    /// <summary>The sentence for an outcome.</summary>
    public static string Of(CourtOutcome outcome) => outcome switch
    {
        CourtOutcome.Convicted => "court.convicted",
        CourtOutcome.Acquitted => "court.acquitted",
        CourtOutcome.ChargesDropped => "court.dropped",
        CourtOutcome.StillRunning => "court.running",
        CourtOutcome.CompensationOrdered => "court.ordered",
        CourtOutcome.NoCompensation => "court.no-money",
        CourtOutcome.CompensationPaid => "court.paid",
        CourtOutcome.CompensationNotPaid => "court.not-paid",
        CourtOutcome.NeedsDecision => "court.decide",
        _ => "court.nothing-new",
    };

    /// <summary>The parts of an update in a language, each one message.</summary>
    public static IReadOnlyList<string> Parts(CourtOutcome outcome, IReadOnlyCollection<string> next, string? freeText, string caller, string language)
    {
        string Say(string key) => ScriptText.ForSending(Texts.Get(key, language).Text);
        return
        [
            Say(Of(outcome)),
            .. string.IsNullOrWhiteSpace(freeText) ? (string[])[] : [ScriptText.ForSending(freeText.Trim())],
            .. CourtUpdate.IsAboutMoney(outcome) ? (string[])[Say("court.own-account")] : [],
            .. Next.Where(next.Contains).Select(Say),
            Say("court.caller").Replace("{caller}", ScriptText.ForSending(caller.Trim()), StringComparison.Ordinal),
        ];
    }
}
