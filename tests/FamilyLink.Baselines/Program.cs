using System.Diagnostics;
using FamilyLink.Baselines;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Tests.Infrastructure;
using FamilyLink.Training;

if (args is not [var path] || !File.Exists(path))
{
    Console.Error.WriteLine("usage: FamilyLink.Baselines FILE.tsv, tab-separated: language style topic signal text");
    return 2;
}

List<Sentence> sentences;
using (var file = File.OpenRead(path))
{
    sentences = Sentences.Read(file, path);
}

var bank = Sentences.Bank(held: true);
var (learned, held) = (bank.Where(s => !s.IsHeld).ToList(), bank.Where(s => s.IsHeld).ToList());
Console.WriteLine($"F1 in %, {sentences.Count} lines; all learn the {bank.Count} sentences of the bank; a baseline's opinions count from the score that understood the {held.Count} kept back best");
Console.WriteLine($"{"",-40} {"topics",8} {"not plain",10} {"signs",8} {"not plain",10} {"us/line",9}");
Console.WriteLine(Ours(sentences));
var node = new NodeNlpBaseline(Repository.Below("tests", "FamilyLink.Baselines"));
foreach (var baseline in (Baseline[])[new LuceneBaseline(), new TrigramBaseline(), node])
{
    if (baseline == node && node.Missing() is { } missing)
    {
        Console.WriteLine($"{node.Name,-40} not measured: {missing}");
        continue;
    }

    var tried = baseline.Ask(learned, [.. held.Select(s => s.Text)], turns: 1).Opinions;
    var asked = Enumerable.Range(0, held.Count).Where(i => !held[i].IsDanger).ToList();
    var topicFrom = Score.Threshold([.. asked.Select(i => held[i])], [.. asked.Select(i => (tried[i].Topic, tried[i].TopicScore))], s => s.Topic, "none");
    var signFrom = Score.Threshold(held, [.. tried.Select(o => (o.Signal == Sentence.NoSignal ? Sentence.NoSignal : "sign", o.SignalScore))], s => s.IsDanger ? "sign" : Sentence.NoSignal, Sentence.NoSignal);
    var (opinions, each) = baseline.Ask(bank, [.. sentences.Select(s => s.Text)], Baseline.Turns);
    Console.WriteLine(Score.Row(
        baseline.Name,
        sentences,
        [.. opinions.Select(o => o.TopicScore >= topicFrom ? o.Topic : "none")],
        [.. opinions.Select(o => o.Signal != Sentence.NoSignal && o.SignalScore >= signFrom)],
        each));
}

return 0;

static string Ours(List<Sentence> sentences)
{
    for (var turn = 1; turn < Baseline.Turns; turn++)
    {
        Understand(sentences);
    }

    var begun = Stopwatch.GetTimestamp();
    var (topics, signs) = Understand(sentences);
    return Score.Row("FamilyLink, signs alone without the maybes", sentences, topics, signs, Stopwatch.GetElapsedTime(begun) / Math.Max(1, sentences.Count));
}

static (List<string> Topics, List<bool> Signs) Understand(List<Sentence> sentences)
{
    var (topics, signs) = (new List<string>(sentences.Count), new List<bool>(sentences.Count));
    foreach (var sentence in sentences)
    {
        signs.Add(SafetySignals.Detect(sentence.Text).Certainty == Certainty.Sign);
        topics.Add(TopicMatcher.Default.Match(sentence.Language, sentence.Text).Topic ?? TopicMatcher.NoTopic);
    }

    return (topics, signs);
}
