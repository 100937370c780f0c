using Microsoft.Playwright;
using Xunit;

namespace FamilyLink.Browser;

/// <summary>A sentence recorded with the browser's microphone on a phone, and signed off by somebody else who heard it.</summary>
public sealed class StudioInABrowserTests
{
    [SkippableFact]
    public async Task ASentence_IsRecordedWithTheMicrophone_Heard_AndSignedOff()
    {
        var chromium = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);
        var missing = chromium is null ? "Chromium is not installed." : File.Exists("/usr/bin/ffmpeg") ? null : "ffmpeg is not installed.";
        if (missing is not null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail("CI must have what this test needs. " + missing);
        }

        Skip.If(missing is not null, missing);
        await using var service = await ServiceProcess.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            ],
        });

        var speaker = await SignInAsync(browser, service.Address, "caseworker@demo.local");
        await speaker.GotoAsync(service.Address + "/studio/lo");
        await speaker.GetByRole(AriaRole.Link, new() { Name = "Record what is missing" }).ClickAsync();
        await speaker.WaitForURLAsync("**/studio/lo/*");
        var page = speaker.Url;
        await speaker.GetByRole(AriaRole.Button, new() { Name = "Start recording" }).ClickAsync();
        await speaker.WaitForTimeoutAsync(2_500);
        await speaker.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(speaker.Locator("#wave")).ToBeVisibleAsync();
        await Assertions.Expect(speaker.Locator("#listen")).ToBeVisibleAsync();
        await speaker.GetByLabel("Who speaks").FillAsync("Somdy");
        await speaker.GetByLabel("They agreed").CheckAsync();
        await speaker.GetByRole(AriaRole.Button, new() { Name = "Keep this recording" }).ClickAsync();
        await Assertions.Expect(speaker.GetByText("Somdy")).ToBeVisibleAsync();

        var second = await SignInAsync(browser, service.Address, "second@demo.local");
        await second.GotoAsync(page);
        var length = await second.Locator("section.card audio").Last.EvaluateAsync<double>(
            "audio => new Promise(done => { audio.preload = 'auto'; audio.onloadedmetadata = () => done(audio.duration); audio.onerror = () => done(-1); audio.load(); })");
        Assert.InRange(length, 0.3, 4);
        await second.GetByRole(AriaRole.Button, new() { Name = "I heard it, and it is right" }).ClickAsync();
        await Assertions.Expect(second.GetByText("signed off")).ToBeVisibleAsync();

        // Who spoke the last sentence is filled in for the next one.
        await speaker.GetByRole(AriaRole.Link, new() { Name = "Next sentence" }).ClickAsync();
        await Assertions.Expect(speaker.GetByLabel("Who speaks")).ToHaveValueAsync("Somdy");
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, string address, string email)
    {
        var page = await (await browser.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 740 }, Permissions = ["microphone"] })).NewPageAsync();
        await page.GotoAsync(address + "/sign-in");
        await page.FillAsync("input[name=Email]", email);
        await page.FillAsync("input[name=Password]", "Demo-password-1");
        await page.ClickAsync("main button");
        return page;
    }
}
