using System.Globalization;
using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Training;

/// <summary>Prints how well what was learned hears sentences that it had not seen.</summary>
internal static class Measure
{
    public static void Signals(DangerTrainer.Result learned, TextWriter output)
    {
        var (sign, maybe) = (learned.Model.Sign, learned.Model.Maybe);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sign from {sign:0.000}, maybe from {maybe:0.000}"));
        foreach (var group in learned.Unseen.GroupBy(u => u.Sentence.IsDanger ? "danger" : u.Sentence.IsNear ? "near" : "question")
            .Concat(learned.Unseen.Where(u => u.Sentence.IsDanger).GroupBy(u => u.Sentence.Language + " " + u.Sentence.Style))
            .Concat(learned.Unseen.Where(u => u.Sentence.IsDanger).GroupBy(u => u.Sentence.Signal)))
        {
            var count = group.Count();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Key,-22}{count,6} sign {group.Count(u => u.Danger >= sign) / (double)count:0.000} sign or maybe {group.Count(u => u.Danger >= maybe) / (double)count:0.000}"));
        }

        foreach (var least in (float[])[0, 0.02f, 0.05f, 0.1f, 0.2f, 0.3f, 0.5f])
        {
            var hit = learned.Unseen.Where(u => u.Danger >= least && SafetySignals.ByPhrase(Localization.Text.ScriptText.Fold(u.Sentence.Text)) is not null).ToList();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"phrase and at least {least:0.00}: danger {hit.Count(u => u.Sentence.IsDanger)}, near {hit.Count(u => u.Sentence.IsNear)}, question {hit.Count(u => !u.Sentence.IsDanger && !u.Sentence.IsNear)}"));
        }
    }
}
