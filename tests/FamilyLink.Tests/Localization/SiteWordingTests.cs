using System.Net;
using System.Text.RegularExpressions;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Features.Translations;
using FamilyLink.Localization;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>What a site changes about its wordings, and who may say that the change is right.</summary>
[Collection(Alone.Name)]
public sealed partial class SiteWordingTests
{
    private const string Key = "menu.ask";
    private const string NewWords = "ສະບາຍດີ. ນີ້ແມ່ນລະບົບຕອບອັດຕະໂນມັດ. ຢາກຮູ້ເລື່ອງໃດ?";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Demo_NewWords_AreSaidWithoutARestart_AndGoingBackBringsTheOldOnes(string database)
    {
        await using var host = await HostAsync(database);
        var web = await SignedInAsync(host, "caseworker@demo.local");
        await SaveAsync(web, NewWords);
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);
        Assert.Contains(NewWords, await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ"), StringComparison.Ordinal);

        await PostAsync(web, "Revert", new() { ["Number"] = "0" });
        Assert.Equal(Texts.AsShipped(Key, "lo", WordingMedium.Text), Texts.Get(Key, "lo").Text);
        await PostAsync(web, "Revert", new() { ["Number"] = "1" });
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);
        Assert.Equal(3, await host.DbAsync(db => db.Set<WordingVersion>().CountAsync()));
        Assert.Null((await host.DbAsync(db => AuditChain.VerifyAsync(db, CancellationToken.None))).Broken);
    }

    [Fact]
    public async Task Live_NewWords_AreSaidOnlyWhenASecondNativeSpeakerSignedThemOff()
    {
        await using var host = await HostAsync("sqlite");
        var writer = await host.StaffAsync("caseworker@demo.local");
        var second = await host.StaffAsync("second@demo.local");
        await NativeAsync(host, writer);
        await NativeAsync(host, second);
        var live = Live(host);
        await DeskAsync(host, service => service.SaveAsync(Key, "lo", WordingMedium.Text, NewWords, writer, default));
        await live.RefreshAsync(default);
        Assert.NotEqual(NewWords, Texts.Get(Key, "lo").Text);

        var hash = ReviewLedger.HashOf(NewWords);
        await Assert.ThrowsAsync<TranslationRefusedException>(() => DeskAsync(host, service => service.SignAsync(Key, "lo", WordingMedium.Text, hash, writer, default)));
        await live.RefreshAsync(default);
        Assert.NotEqual(NewWords, Texts.Get(Key, "lo").Text);

        await DeskAsync(host, service => service.SignAsync(Key, "lo", WordingMedium.Text, hash, second, default));
        await Live(host).RefreshAsync(default);
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);

        // An edit of signed words is a draft; the signed ones go on being said.
        await DeskAsync(host, service => service.SaveAsync(Key, "lo", WordingMedium.Text, NewWords + " ບອກມາ.", writer, default));
        var afterwards = Live(host);
        await afterwards.RefreshAsync(default);
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);
        Assert.Equal(ReviewState.SignedOff, afterwards.Ledger.StateNow(Key, "lo", WordingMedium.Text));
        Assert.Equal(ReviewState.Draft, afterwards.Ledger.StateOf(Key, "lo", WordingMedium.Text, NewWords + " ບອກມາ."));
    }

    [Fact]
    public async Task S13_Demo_WordsThatAreSignedOff_GoOnBeingSaidWhileANewDraftIsTriedOut()
    {
        await using var host = await HostAsync("sqlite");
        var (writer, second) = (await host.StaffAsync("caseworker@demo.local"), await host.StaffAsync("second@demo.local"));
        await NativeAsync(host, second);
        await DeskAsync(host, service => service.SaveAsync(Key, "lo", WordingMedium.Text, NewWords, writer, default));
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);
        await DeskAsync(host, service => service.SignAsync(Key, "lo", WordingMedium.Text, ReviewLedger.HashOf(NewWords), second, default));
        await DeskAsync(host, service => service.SaveAsync(Key, "lo", WordingMedium.Text, NewWords + " ບອກມາ.", writer, default));
        Assert.Equal(NewWords, Texts.Get(Key, "lo").Text);
    }

    [Fact]
    public async Task SignOff_ByWhomIsNotANativeSpeaker_OrOfWordsChangedMeanwhile_IsRefused()
    {
        await using var host = await HostAsync("sqlite");
        var second = await host.StaffAsync("second@demo.local");
        var hash = ReviewLedger.HashOf(Texts.Exactly(Key, "lo")!);
        await Assert.ThrowsAsync<TranslationRefusedException>(() => DeskAsync(host, service => service.SignAsync(Key, "lo", WordingMedium.Text, hash, second, default)));

        await NativeAsync(host, second);
        await DeskAsync(host, service => service.SaveAsync(Key, "lo", WordingMedium.Text, NewWords, FamilyLinkHostStaff(host), default));
        await Assert.ThrowsAsync<TranslationRefusedException>(() => DeskAsync(host, service => service.SignAsync(Key, "lo", WordingMedium.Text, hash, second, default)));
        Assert.Equal(0, await host.DbAsync(db => db.Set<WordingReview>().CountAsync()));
    }

    [Theory]
    [InlineData("ຖືກຈັບ", "not said to families")]
    [InlineData("All there is.", "Lao letters")]
    [InlineData("", "no words")]
    public async Task Desk_WordsAgainstARule_AreRefusedWithTheReason_AndNothingIsStored(string words, string says)
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        Assert.Contains(says, await SaveAsync(web, words), StringComparison.Ordinal);
        Assert.Equal(0, await host.DbAsync(db => db.Set<WordingVersion>().CountAsync()));
    }

    [Fact]
    public async Task Desk_WordsOf100000Letters_AreRefused_AndNothingIsStored()
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        Assert.Contains("2000 is the most", await SaveAsync(web, new string('ກ', 100_000)), StringComparison.Ordinal);
        Assert.Equal(0, await host.DbAsync(db => db.Set<WordingVersion>().CountAsync()));
    }

    [Fact]
    public async Task Desk_ShowsSourceCommentHintsAndCount()
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var page = WebUtility.HtmlDecode(await web.GetStringAsync("/translations/lo/text/law.general"));
        Assert.Contains("Going to court is your own choice", page, StringComparison.Ordinal);
        Assert.Contains("ຂະບວນການຍຸຕິທຳ", page, StringComparison.Ordinal);
        Assert.Matches(@"\d+ of 134 units, \d SMS \(UCS-2\)", page);
        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync("/translations/lo/text/no.such.key")).StatusCode);
    }

    [Fact]
    public async Task Measure_AnswersWhatTheSenderWouldCount_AndNamesFaults()
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        using var words = new StringContent("ຖືກຈັບ");
        using var answer = await web.PostAsync($"/translations/measure?language=lo&medium=text&key={Key}", words);
        var json = Regex.Unescape(await answer.Content.ReadAsStringAsync());
        Assert.Contains("6 of 134 units, 1 SMS", json, StringComparison.Ordinal);
        Assert.Contains("not said to families", json, StringComparison.Ordinal);

        using var more = new StringContent("a");
        using var refused = await host.Web.PostAsync($"/translations/measure?language=lo&medium=text&key={Key}", more);
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
    }

    [Fact]
    public async Task Status_HasEveryLanguageAndMediumWithItsNumbers()
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "admin@demo.local");
        var page = await web.GetStringAsync("/translations");
        Assert.Equal(8, Regex.Count(page, "class=\"bar\""));
        Assert.Contains($"0 / {Texts.Keys.Count}", page, StringComparison.Ordinal);
        foreach (var path in (string[])["/translations/lo/text", "/translations/th/voice", "/translations/kjg/text", "/translations/slots", "/translations/speakers"])
        {
            Assert.Equal(HttpStatusCode.OK, (await web.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task S11_Speakers_NobodyWritesItDownAboutThemselves_NorAloneAboutAnother()
    {
        await using var host = await HostAsync("sqlite");
        var web = await SignedInAsync(host, "admin@demo.local");
        var me = await host.StaffAsync("admin@demo.local");
        var form = await FormAsync(web, "/translations/speakers");
        form["StaffId"] = me.ToString();
        form["Language"] = "lo";
        Assert.Contains("Another administrator", await (await web.PostAsync("/translations/speakers", new FormUrlEncodedContent(form))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        form["StaffId"] = (await host.StaffAsync("second@demo.local")).ToString();
        await web.PostAsync("/translations/speakers", new FormUrlEncodedContent(form));
        var written = await host.DbAsync(db => db.Set<NativeSpeaker>().SingleAsync());
        Assert.Equal("lo", written.Language);
        Task<bool> CountsAsync() => host.DbAsync(db => db.SpeaksAsync(written.StaffId, "lo", CancellationToken.None));
        form["id"] = written.Id.ToString();
        Assert.Contains("Another administrator must confirm", await (await web.PostAsync("/translations/speakers?handler=Confirm", new FormUrlEncodedContent(form))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await CountsAsync());

        var second = await SignedInAsync(host, "second-admin@demo.local");
        var theirs = await FormAsync(second, "/translations/speakers");
        theirs["id"] = form["id"];
        await second.PostAsync("/translations/speakers?handler=Confirm", new FormUrlEncodedContent(theirs));
        Assert.True(await CountsAsync());
    }

    [Fact]
    public async Task Command_PrintsTheTableAndWhatIsNotSignedOff()
    {
        await using var host = await HostAsync("sqlite");
        await using var output = new StringWriter();
        Assert.Equal(0, await TranslationsCommand.RunAsync(host.Services, ["lo", "text"], output, default));
        Assert.Matches($@"(?m)^lo\s+text\s+{Texts.Keys.Count}\s+100 %\s+{Texts.Keys.Count}\s+0\s+0\s+0\s+0$", output.ToString());
        Assert.Matches($@"(?m)^kjg\s+voice\s+{Texts.Keys.Count}\s+0 %\s+0\s+0\s+0\s+{Texts.Keys.Count}\s+0$", output.ToString());
        Assert.All(Texts.Keys, key => Assert.Contains($"\n{key}\tdraft\t", output.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, await TranslationsCommand.RunAsync(host.Services, ["xx"], output, default));
    }

    private static Guid FamilyLinkHostStaff(FamilyLinkHost host) => host.DbAsync(db => db.Users.Where(u => u.Email == "caseworker@demo.local").Select(u => u.Id).SingleAsync()).GetAwaiter().GetResult();

    private static SiteWordings Live(FamilyLinkHost host) => new(
        host.Service<IDbContextFactory<FamilyLinkContext>>(),
        Microsoft.Extensions.Options.Options.Create(new FamilyLinkOptions { Mode = ServiceMode.Live }));

    private static Task NativeAsync(FamilyLinkHost host, Guid staff) => host.SaveAsync(db =>
    {
        db.Set<NativeSpeaker>().Add(new() { StaffId = staff, Language = "lo", RecordedBy = staff, ConfirmedBy = staff, RecordedAt = host.Now });
        return Task.CompletedTask;
    });

    private static Task<int> DeskAsync(FamilyLinkHost host, Func<TranslationService, Task> use) => host.ScopedAsync<TranslationService, int>(async service =>
    {
        await use(service);
        return 0;
    });

    private static Task<string> SaveAsync(HttpClient web, string words) => PostAsync(web, "Save", new() { ["Text"] = words });

    private static async Task<string> PostAsync(HttpClient web, string handler, Dictionary<string, string> fields)
    {
        var form = await FormAsync(web, $"/translations/lo/text/{Key}");
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in form)
        {
            content.Add(new StringContent(value), name);
        }

        using var answer = await web.PostAsync($"/translations/lo/text/{Key}?handler={handler}", content);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<Dictionary<string, string>> FormAsync(HttpClient web, string path) => new()
    {
        ["__RequestVerificationToken"] = Token().Match(await web.GetStringAsync(path)).Groups[1].Value,
    };

    private static async Task<HttpClient> SignedInAsync(FamilyLinkHost host, string email)
    {
        var web = host.CreateClient(new() { AllowAutoRedirect = false });
        var form = await FormAsync(web, "/sign-in");
        form["Email"] = email;
        form["Password"] = "Demo-password-1";
        using var answer = await web.PostAsync("/sign-in", new FormUrlEncodedContent(form));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return web;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    // Without Demo's native speakers: who may sign off is what these tests are about.
    private static async Task<FamilyLinkHost> HostAsync(string database)
    {
        var host = new FamilyLinkHost(database);
        await host.DbAsync(db => db.Set<NativeSpeaker>().ExecuteDeleteAsync());
        return host;
    }
}
