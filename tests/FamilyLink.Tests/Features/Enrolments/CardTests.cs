using System.Text.RegularExpressions;
using FamilyLink.Features.Enrolments;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Enrolments;

/// <summary>The page that makes a card: a printed card goes on opening the door until somebody knowingly makes another.</summary>
public sealed partial class CardTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ThePageSentTwice_MakesOneCard_AndThePrintedOneOpens(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var console = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var path = $"/contacts/{await host.ContactAsync("FL-0001")}/enrol";
        var shown = await console.ReadAsync(path);

        var card = await PostAsync(console, path, shown);
        var again = await PostAsync(console, path, shown);

        Assert.Contains("if it was printed, use that one", again, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"digits\"", again, StringComparison.Ordinal);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, SecretOf(card)), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TwoAtOnce_MakeOneCard(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var contact = await host.ContactAsync("FL-0001");
        var path = $"/contacts/{contact}/enrol";
        var console = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var shown = await console.ReadAsync(path);

        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync(console, path, shown)));

        var card = Assert.Single(pages, p => p.Contains("class=\"digits\"", StringComparison.Ordinal));
        Assert.Equal(1, await host.DbAsync(db => db.Set<Enrolment>().CountAsync(e => e.ContactId == contact && e.EndedAt == null)));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, SecretOf(card)), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task PageOpenedBeforeAColleagueMadeACard_EndsItOnlyWhenAskedOnceMore(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var path = $"/contacts/{await host.ContactAsync("FL-0001")}/enrol";
        var console = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var early = await console.ReadAsync(path);
        var colleagues = await PostAsync(console, path, await console.ReadAsync(path));

        var warned = await PostAsync(console, path, early);
        var own = await PostAsync(console, path, warned);

        Assert.Contains("if it was printed, use that one", warned, StringComparison.Ordinal);
        Assert.Contains("They have a card, made", warned, StringComparison.Ordinal);
        Assert.NotEqual(SecretOf(colleagues), SecretOf(own));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, SecretOf(colleagues)), StringComparison.Ordinal);
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, SecretOf(own)), StringComparison.Ordinal);
    }

    private static Task<string> PostAsync(ConsoleBrowser console, string path, string shown) =>
        console.SendAsync(path, null, ("form", ConsoleSession.Hidden(shown, "form")), ("seen", ConsoleSession.Hidden(shown, "seen")));

    private static string SecretOf(string card) => Label().Match(card).Groups[1].Value;

    [GeneratedRegex("class=\"digits\" role=\"img\" aria-label=\"([0-9]{6})\"")]
    private static partial Regex Label();
}
