using Microsoft.Playwright;
using Xunit;

namespace FamilyLink.Browser;

/// <summary>Two caseworkers reach for the same person; one has them, the other sees who; the person is answered and the service comes back.</summary>
public sealed class InboxInABrowserTests
{
    private const string Phone = "#p8562055550199";

    [SkippableFact]
    public async Task TwoCaseworkers_ClaimTheSameConversation_OneAnswersAndTheOtherSeesWho()
    {
        var chromium = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);
        if (chromium is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("CI must have Chromium.");
        }

        Skip.If(chromium is null, "Chromium is not installed.");
        await using var service = await ServiceProcess.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });

        // Somebody on no file asks in their own words, is answered, asks for a person, and then says what nobody may miss.
        var phones = await (await browser.NewContextAsync()).NewPageAsync();
        await phones.GotoAsync(service.Address + "/simulator");
        await SayAsync(phones, "ຢາກເຮັດໜັງສືຜ່ານແດນ ຕ້ອງໄປບ່ອນໃດ", "ບ່ອນເຮັດໜັງສືຜ່ານແດນ");
        await SayAsync(phones, "0", "ຂຽນຕໍ່");
        await SayAsync(phones, "ລາວທຸບຕີຂ້ອຍ", "ຂອບໃຈທີ່ບອກເຮົາ");

        // Without JavaScript, one on a phone's screen: both open the same conversation and press at the same moment.
        var first = await SignInAsync(browser, service.Address, "caseworker@demo.local", 360, 740);
        var second = await SignInAsync(browser, service.Address, "second@demo.local", 1200, 900);
        await first.GotoAsync(service.Address + "/cases");
        Assert.Contains("nobody has them yet", await first.InnerTextAsync(".ringing"), StringComparison.Ordinal);
        foreach (var page in (IPage[])[first, second])
        {
            await page.GotoAsync(service.Address + "/inbox");
            Assert.Contains("danger.violence", await page.InnerTextAsync("main article >> nth=0"), StringComparison.Ordinal);
            await KeepPictureAsync(page, page == first ? "inbox-phone" : "inbox");
            await page.ClickAsync("main article >> nth=0 >> text=Open");
        }

        await Task.WhenAll(first.ClickAsync("text=I take it"), second.ClickAsync("text=I take it"));
        var (winner, loser) = (await first.InnerTextAsync(".note")).Contains("It is yours", StringComparison.Ordinal) ? (first, second) : (second, first);
        var name = winner == first ? "Demo caseworker" : "Demo second approver";
        Assert.Contains("It is yours", await winner.InnerTextAsync(".note"), StringComparison.Ordinal);
        Assert.Contains($"{name} was faster and has it", await loser.InnerTextAsync(".note"), StringComparison.Ordinal);
        Assert.Equal(0, await loser.Locator("#Text").CountAsync());
        Assert.Equal(0, await loser.Locator(".ringing").CountAsync());
        await KeepPictureAsync(loser, "inbox-loser");

        // What a stranger may not read is refused beside the form, and what was typed stays.
        await winner.FillAsync("#Text", "ລູກຂອງທ່ານຢູ່ບ່ອນພັກ");
        await winner.ClickAsync("button:text-is('Send')");
        Assert.Contains("not verified", await winner.InnerTextAsync(".problem"), StringComparison.Ordinal);
        Assert.Contains("ບ່ອນພັກ", await winner.InputValueAsync("#Text"), StringComparison.Ordinal);
        await KeepPictureAsync(winner, "inbox-refused");
        await winner.FillAsync("#Text", "");
        await winner.SelectOptionAsync("#Snippet", "text:staff.call-when");
        await winner.ClickAsync("button:text-is('Send')");
        await KeepPictureAsync(winner, "inbox-winner");
        Assert.Contains("on its way", await winner.InnerTextAsync(".note"), StringComparison.Ordinal);
        await phones.GotoAsync(service.Address + "/simulator");
        Assert.Contains("ໂທຫາທ່ານຍາມໃດສະດວກ", await phones.InnerTextAsync(Phone + " .thread"), StringComparison.Ordinal);
        Assert.True(await FitsAsync(first), "The conversation is wider than a phone's screen.");

        await winner.ClickAsync("text=Close: everything is done");
        await SayAsync(phones, "2", "ມີຄົນລົມກັບທ່ານຢູ່ນີ້");
        await KeepPictureAsync(phones, "inbox-phones");
        await winner.GotoAsync(service.Address + "/answers");
        await KeepPictureAsync(winner, "answers");
        await winner.GotoAsync(service.Address + "/answers/migration.costs/lo");
        await KeepPictureAsync(winner, "answer");
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, string address, string email, int width, int height)
    {
        var context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = width, Height = height } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address + "/");
        await page.FillAsync("#Email", email);
        await page.FillAsync("#Password", "Demo-password-1");
        await page.ClickAsync("main button");
        Assert.Contains("Good day", await page.InnerTextAsync("h1"), StringComparison.Ordinal);
        return page;
    }

    private static async Task SayAsync(IPage page, string text, string answer)
    {
        await page.FillAsync(Phone + " input[name=text]", text);
        await page.ClickAsync(Phone + " button");
        await page.Locator(Phone + " .thread").GetByText(answer).First.WaitForAsync(new() { Timeout = 15_000 });
    }

    private static async Task<bool> FitsAsync(IPage page)
    {
        var box = await page.Locator("main").BoundingBoxAsync();
        return box is not null && box.Width <= page.ViewportSize!.Width;
    }

    // For the eyes of whoever asks for them: FAMILYLINK_PICTURES names a folder.
    private static async Task KeepPictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FAMILYLINK_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
