using System.Security.Cryptography;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Tests.Infrastructure;
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

        // Sealed sets stay as they were written; two may hold the same few words.
        Assert.Empty(bank.GroupBy(s => s.Text, StringComparer.Ordinal).Where(g => g.Count() > 1 && !g.All(s => s.IsSpent)).Select(g => g.Key));
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

    [Theory]
    [InlineData("spent/2026-11-26.tsv", "46d8609cbdaba4ee37568e5f1e0e2ff9085628c5e83ab790cd7ba82c3c42e282")]
    [InlineData("spent/2026-11-27.tsv", "a7d6d047d062e0571dd715f79366816f15b5b01a2bbce705ad2f7c9e17f966ec")]
    [InlineData("spent/2026-11-27-b.tsv", "2395682bae4ebb962308c926eada482f6b20026343251119f477d63485f98968")]
    [InlineData("spent/2026-11-27-c.tsv", "3da76140797371ee6a96432195ef565521bba614e57bd9f53d1fb968f8e22b2a")]
    [InlineData("spent/2026-11-28.tsv", "7bfd92063044b859659587f3e36986d885bbe9f96face95435b01f5451d05ade")]
    [InlineData("spent/2026-11-28-b.tsv", "bf7447622ecb5401d395212b447126bc4ffd8b6c3215cdc89c466302ac08e8ce")]
    [InlineData("spent/2026-11-28-c.tsv", "4248202af8334627ac38a52926f56aaa0214c2787432eae3c4cfd409ec12dd6e")]
    [InlineData("spent/2026-11-28-d.tsv", "9cdf64cf1d000e8bf669674af608a57dd1d832447a51d4b517e4b015c9cc688a")]
    [InlineData("sealed/2026-11-28-e.tsv", "53582199c6f9cf8e60bd8f187c4ea5624bc3223d2752a24b3e10581b2f30991f")]
    [InlineData("sealed/2026-11-28-f.tsv", "34d59e27826be47ddd6a61263dd18f6fcda9a5bc4d55bea7e0be3ea63684475e")]
    [InlineData("sealed/2026-11-28-g.tsv", "0f625f8e989452f0bced031ed92be4c4c7bad138b5b0c2519d4b31f5337fcfe5")]
    [InlineData("sealed/2026-11-28-h.tsv", "59dad5d7b55c98f1a5e0d55cac200328f354317a84101c6e5fe0e09e8f0ff5c2")]
    [InlineData("sealed/2026-11-28-i.tsv", "b39793c9b8a8281581f3dde91717adfda0e3e1f42081ea5666ffd112a45f5f61")]
    public void SealedSentences_AreAsTheyWereWrittenBeforeAnythingWasLearned(string file, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Repository.Below("training", "Bank", file)))));

    [Fact]
    public void SealedSentences_AreInNoBankUntilTheyWereReadAndReported()
    {
        // Those that were read before stay as they are, even if somebody wrote the same few words again.
        var learned = Sentences.Bank(held: true).Where(s => !s.IsSpent).Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(Repository.Below("training", "Bank", "sealed"), "*.tsv"))
        {
            using var stream = File.OpenRead(path);
            Assert.DoesNotContain(Sentences.Read(stream, path), s => learned.Contains(s.Text));
        }
    }
}
