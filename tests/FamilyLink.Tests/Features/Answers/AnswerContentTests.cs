using FamilyLink.Features.Answers;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using Xunit;

namespace FamilyLink.Tests.Features.Answers;

/// <summary>The first content of the library keeps every rule that the console enforces on staff.</summary>
public sealed class AnswerContentTests
{
    private static readonly AnswerDrafts Drafts = new();

    // Answered by dialogs of their own.
    private static readonly string[] ByDialog =
        ["shelter.visit", "shelter.looking-for", "shelter.asked-to-pay", "service.person", "service.language", "service.stop"];

    public static TheoryData<string, string> Answers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var topic in Drafts.Topics.Except(ByDialog))
            {
                foreach (var language in (string[])["en", "lo", "th"])
                {
                    data.Add(topic, language);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Answers))]
    public void Draft_InEveryLanguage_KeepsTheRulesOfWording(string topic, string language)
    {
        var parts = Drafts.Parts(topic, language);
        Assert.Contains(parts, p => AnswerDrafts.MayBeTold(p.Code));
        Assert.True(parts.Count <= AnswerService.MostParts);
        Assert.All(parts, p => Assert.Empty(WordingLint.Problems(p.Words, language)));
        Assert.All(parts, p => Assert.NotEqual("", p.Source));
    }

    [Fact]
    public void Topics_AreThoseOfTheService_EachWithALabelAndKnownRelations()
    {
        Assert.Equal(44, Drafts.Topics.Count);
        Assert.All(Drafts.Topics, topic => Assert.All((string[])["en", "lo", "th"], language => Assert.NotNull(Texts.Exactly("topic." + topic, language))));
        Assert.All(Drafts.Related, r => Assert.All(r.Value, related => Assert.Contains(related, Drafts.Topics)));
        Assert.All(Drafts.Related, r => Assert.DoesNotContain(r.Key, r.Value));
    }

    [Fact]
    public void S15_DraftedNumbers_NameTheirNetwork_AndNobodyClaimsToHaveCalledThem()
    {
        var numbers = Drafts.Facts.Where(f => f.Kind == "number").ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, n => Assert.Contains(n.Country, (string?[])["LA", "TH"]));
        Assert.All(Drafts.Facts, f => Assert.Null(f.VerifiedOn));
    }
}
