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
            .Concat(learned.Unseen.Where(u => u.Sentence.IsSpent).GroupBy(u => u.Sentence.IsDanger ? "spent danger" : "spent harmless"))
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

    /// <summary>Prints how many questions that were not learned from find their topic, for several thresholds.</summary>
    public static void Topics(TextWriter output)
    {
        var matcher = TopicTrainer.Learn([], held: false);
        var asked = Sentences.Bank(held: true).Where(s => s.IsHeld && !s.IsDanger).Select(s => (Sentence: s, Match: matcher.Match(s.Language, s.Text))).ToList();
        foreach (var threshold in (double[])[0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6])
        {
            var given = asked.Where(a => a.Match.Likely is [var likeliest, ..] && likeliest.Confidence >= threshold).ToList();
            var questions = asked.Where(a => a.Sentence.Topic != TopicMatcher.NoTopic).ToList();
            var right = given.Count(g => g.Match.Likely[0].Topic == g.Sentence.Topic);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from {threshold:0.00}: precision {right / (double)given.Count:0.000} coverage {given.Count(g => g.Sentence.Topic != TopicMatcher.NoTopic) / (double)questions.Count:0.000} of {questions.Count}")
                + " " + string.Join(' ', questions.GroupBy(q => q.Sentence.Language + "/" + q.Sentence.Style).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count(q => given.Contains(q)) / (double)g.Count():0.00}"))));
        }
    }
}
