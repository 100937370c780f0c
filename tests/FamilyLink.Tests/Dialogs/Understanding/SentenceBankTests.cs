using System.Security.Cryptography;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Training;
using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Dialogs.Understanding;

/// <summary>What signs of danger and topics are learned from: kept in order, and what is measured on is kept apart from it.</summary>
public sealed class SentenceBankTests(ITestOutputHelper output)
{
    private static readonly string[] Languages = ["lo", "th", "en"];
    private static readonly string[] Styles = ["plain", "slips", "cross-script", "roman", "mixed"];

    [Fact]
    public void EverySentence_HasAKnownLanguageStyleTopicAndSign_AndStandsThereOnce()
    {
        var bank = Sentences.Bank(held: true);
        var topics = TopicMatcher.Default.Topics.Append(TopicMatcher.NoTopic).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(bank, s => !Languages.Contains(s.Language) || !Styles.Contains(s.Style) || !topics.Contains(s.Topic));
        Assert.DoesNotContain(bank, s => s.IsDanger != s.Signal.StartsWith("danger.", StringComparison.Ordinal));
        Assert.Empty(bank.GroupBy(s => s.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void WhatIsKeptBack_HasNoTwinInWhatIsLearnedFrom()
    {
        var bank = Sentences.Bank(held: true);
        var twins = NearDuplicates.Twins([.. bank.Select(s => s.Text)]).Where(p => bank[p.One].IsHeld != bank[p.Other].IsHeld).ToList();
        foreach (var (one, other) in twins)
        {
            output.WriteLine($"{bank[one].Text}  =  {bank[other].Text}");
        }

        Assert.Empty(twins);
    }

    [Fact]
    public void TheSealedSentences_AreAsTheyWereWrittenBeforeAnythingWasLearned_AndInNoBank()
    {
        var path = Path.Combine(Root(), "training", "Bank", "sealed", "2026-11-26.tsv");
        Assert.Equal("46d8609cbdaba4ee37568e5f1e0e2ff9085628c5e83ab790cd7ba82c3c42e282", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        var learned = Sentences.Bank(held: true).Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        using var stream = File.OpenRead(path);
        Assert.DoesNotContain(Sentences.Read(stream, path), s => learned.Contains(s.Text));
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FamilyLink.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The repository was not found above the tests.");
    }
}
