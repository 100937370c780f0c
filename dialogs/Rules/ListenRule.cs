using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Rules;

/// <summary>Listens for danger before anything else is looked at (S14); ends no turn.</summary>
internal sealed class ListenRule(ISignalDetector detector) : ITurnRule
{
    private const int LongEnoughToHide = 50;
    private const int ShortestSentence = 8;
    private const int MostSentences = 40;

    public string Name => "listen";

    public Task<bool> ApplyAsync(DialogContext turn)
    {
        var text = turn.Input.Text;
        var heard = detector.Detect(text);
        var signal = heard.Certainty == Certainty.Sign ? heard.Signal : null;
        var maybe = (heard.Certainty == Certainty.Maybe && !Noise.IsNoise(text)) || (signal is null && (SmallTalk.IsCry(text) || HoldsASign(text)));
        turn.Heard = (signal is not null || maybe) && SmallTalk.SpeaksOfOurStaff(text)
            // Whatever was done: who did it decides who reads it (S23), and what was done how soon.
            ? new Heard(SafetySignals.StaffAbuse, Urgent: signal is not null and not SafetySignals.StaffAbuse)
            : new Heard(signal, maybe);
        return Task.FromResult(false);
    }

    // A sentence of danger among everyday ones: read by itself it is a sign, and in the whole it may be lost. Then it is asked about.
    private bool HoldsASign(string text) =>
        text.Length >= LongEnoughToHide && !Noise.IsNoise(text)
        && text.Split([' ', '.', ',', ';', '\n', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => part.Length >= ShortestSentence && !char.IsAsciiLetter(part[0])).Take(MostSentences).Any(part => detector.Detect(part).Certainty == Certainty.Sign);
}
