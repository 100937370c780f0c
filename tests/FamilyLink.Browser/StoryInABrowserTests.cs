using Microsoft.Playwright;
using Xunit;

namespace FamilyLink.Browser;

/// <summary>The whole story in a real browser: written, approved twice, announced neutrally, proved, told.</summary>
public sealed class StoryInABrowserTests
{
    private const string Phone = "#p8562055550101";

    [SkippableFact]
    public async Task ShelterNotice_FromTheCaseworkersFormToTheMothersPhone()
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

        // Without JavaScript: the console must not need it.
        var writer = await SignInAsync(browser, service.Address, "caseworker@demo.local", 360, 740);
        await writer.GotoAsync(service.Address + "/cases");
        await writer.ClickAsync("text=FL-0001");
        await writer.ClickAsync("text=Write a notice");
        await writer.CheckAsync("input[value='block.cared-for']");
        await writer.CheckAsync("input[value='block.no-money']");
        await writer.FillAsync("#FreeText", "ລາວສະບາຍດີ ແລະ ຄິດຮອດທຸກຄົນ");
        await writer.ClickAsync("main button");
        var notice = writer.Url;
        Assert.Contains("ຄິດຮອດທຸກຄົນ", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("You wrote or edited it", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await writer.Locator("text=I read every word and approve it").CountAsync());
        Assert.True(await FitsAsync(writer), "The notice is wider than a phone's screen.");

        foreach (var approver in (string[])["approver@demo.local", "second@demo.local"])
        {
            var page = await SignInAsync(browser, service.Address, approver, 1200, 900);
            await page.GotoAsync(notice);
            await page.ClickAsync("text=I read every word and approve it");
            Assert.Contains("sealed to exactly these words", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        }

        var phones = await (await browser.NewContextAsync()).NewPageAsync();
        await phones.GotoAsync(service.Address + "/simulator");
        var before = await phones.InnerTextAsync(Phone + " .thread");
        Assert.Contains("ຕອນນີ້ສະດວກບໍ", before, StringComparison.Ordinal);
        Assert.DoesNotContain("ດູແລ", before, StringComparison.Ordinal);
        await SayAsync(phones, "1", "ຄຳລັບ");
        await SayAsync(phones, "739214", "ມີຄົນດູແລ");
        await SayAsync(phones, "1", "ຢ່າຈ່າຍ");
        await SayAsync(phones, "1", "ຄິດຮອດທຸກຄົນ");

        await writer.GotoAsync(notice);
        Assert.Contains("Told so far: 3 of 3", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        await KeepPictureAsync(phones, "phones");
        await KeepPictureAsync(writer, "notice");
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
