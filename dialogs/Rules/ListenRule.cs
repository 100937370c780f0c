using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Listens for danger before anything else is looked at (S14); ends no turn.</summary>
internal sealed class ListenRule(ISignalDetector detector) : ITurnRule
{
    public string Name => "listen";

    public Task<bool> ApplyAsync(DialogContext turn)
    {
        var text = turn.Input.Text;
        var heard = detector.Detect(text);
        var signal = heard.Certainty == Certainty.Sign ? heard.Signal : null;
        var maybe = heard.Certainty == Certainty.Maybe && (!Noise.IsNoise(text) || SmallTalk.IsCry(text));
        turn.Heard = ((signal is not null || maybe) && SmallTalk.SpeaksOfOurStaff(text)) || SmallTalk.ComplainsOfOurStaff(text)
            // Whatever was done: who did it decides who reads it (S23), and what was done how soon.
            ? new Heard(SafetySignals.StaffAbuse, Urgent: signal is not null and not SafetySignals.StaffAbuse)
            : signal == SafetySignals.StaffAbuse ? OfSomebodyElse(text)
            : new Heard(signal, maybe);
        return Task.FromResult(false);
    }

    // An officer, a boss or a teacher who does it is no colleague of ours: the unit reads it, and at once. Who is not named may be one: readers of complaints
    // read the words, and a caseworker is told that somebody is in danger, without them (S14, S23).
    private static Heard OfSomebodyElse(string text) =>
        SmallTalk.SpeaksOfOthersInPower(text) ? new Heard(SafetySignals.Violence, Urgent: true) : new Heard(SafetySignals.StaffAbuse, NobodyNamed: true);
}
