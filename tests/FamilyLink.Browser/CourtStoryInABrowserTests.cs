using System.Text;
using Microsoft.Playwright;
using Xunit;

namespace FamilyLink.Browser;

/// <summary>A court outcome in a real browser: it arrives by file, is written in two languages, confirmed, approved twice, announced neutrally, proved, told, asked about.</summary>
public sealed class CourtStoryInABrowserTests
{
    private const string Phone = "#p8562055550104";
    private const string SecondLanguageWords = "ศาลได้ฟังสิ่งที่คุณเล่า";

    [SkippableFact]
    public async Task CourtOutcome_FromTheFileToThePersonsPhone_AndOffTheClosureList()
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

        // Without JavaScript, on a phone: the console must not need more.
        var writer = await SignInAsync(browser, service.Address, "caseworker@demo.local", 360, 740);
        await writer.GotoAsync(service.Address + "/court/import");
        await writer.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "results.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("รหัส,ขั้นตอน,ผล,วันที่,เลขที่เอกสาร\nFL-0004,ศาล,มีความผิด,25/03/2562,ดำ 12/2562\nFL-0005,ศาล,มีความผิด,25/03/2562,ดำ 12/2562\nFL-0004,ศาล,มีความผิด,5/3/62,ดำ 12/2562\n"),
        });
        await writer.ClickAsync("text=Look at it");
        Assert.Contains("no full year", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        await KeepPictureAsync(writer, "court-import");
        await writer.ClickAsync("text=Enter these 2 rows");
        Assert.Contains("Nothing was sent to anybody", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        await writer.GotoAsync(service.Address + "/court");
        Assert.Equal("2", await writer.InnerTextAsync("#untold"));
        await KeepPictureAsync(writer, "court-list");

        await writer.ClickAsync("text=FL-0004");
        Assert.Contains("25 Mar 2019", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        await KeepPictureAsync(writer, "court-record");
        await writer.ClickAsync("text=Write an update to");
        await writer.FillAsync("#FreeText", "ສານໄດ້ຟັງສິ່ງທີ່ທ່ານເລົ່າ");
        await writer.FillAsync("#Caller", "ນາງ ຄຳ");
        await writer.SelectOptionAsync("#SecondLanguage", "th");
        await writer.FillAsync("#SecondFreeText", SecondLanguageWords);
        await KeepPictureAsync(writer, "court-write");
        await writer.ClickAsync("text=Show it as they will read it");
        var update = writer.Url;
        Assert.Contains(SecondLanguageWords, await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.True((await writer.Locator("main").BoundingBoxAsync())!.Width <= 360, "The update is wider than a phone's screen.");
        await KeepPictureAsync(writer, "court-update-phone");

        var approver = await SignInAsync(browser, service.Address, "approver@demo.local", 1200, 900);
        await approver.GotoAsync(update);
        Assert.Equal(0, await approver.Locator("text=I read every word and approve it").CountAsync());
        await approver.ClickAsync("text=they say the same");
        await approver.ClickAsync("text=I read every word and approve it");
        Assert.Contains("sealed to exactly these words", await approver.InnerTextAsync("main"), StringComparison.Ordinal);
        await KeepPictureAsync(approver, "court-update-desk");
        var second = await SignInAsync(browser, service.Address, "second@demo.local", 1200, 900);
        await second.GotoAsync(update);
        await second.ClickAsync("text=I read every word and approve it");

        var phones = await (await browser.NewContextAsync()).NewPageAsync();
        await phones.GotoAsync(service.Address + "/simulator");
        await phones.Locator(Phone + " .thread").GetByText("ຕອນນີ້ສະດວກບໍ").First.WaitForAsync(new() { Timeout = 20_000 });
        Assert.DoesNotContain("ສານ", await phones.InnerTextAsync(Phone + " .thread"), StringComparison.Ordinal);
        await SayAsync(service, phones, "150963", "ມີຄວາມຜິດ");
        await SayAsync(service, phones, "1", "ສິ່ງທີ່ທ່ານເລົ່າ");
        await SayAsync(service, phones, "1", "ບໍ່ເສຍເງິນ");
        await SayAsync(service, phones, "1", "ນາງ ຄຳ");
        await SayAsync(service, phones, "2", "ຂຽນຄຳຖາມ");
        await SayAsync(service, phones, "ເອກະສານຢູ່ໃສ", "ບໍ່ເສຍເງິນ");
        await KeepPictureAsync(phones, "court-phones");

        await writer.GotoAsync(service.Address + "/tasks");
        Assert.Contains("Has a question about a court outcome", await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        await writer.GotoAsync(service.Address + "/court");
        Assert.Equal("1", await writer.InnerTextAsync("#untold"));
        await writer.GotoAsync(update.Replace("/court/updates/", "/audit/court-update/", StringComparison.Ordinal));
        foreach (var step in (string[])["court-update.written", "court-update.languages-confirmed", "court-update.approved", "court-update.sealed", "court-update.told", "court-update.answered"])
        {
            Assert.Contains(step, await writer.InnerTextAsync("main"), StringComparison.Ordinal);
        }

        await KeepPictureAsync(writer, "court-trail");
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

    private static async Task SayAsync(ServiceProcess service, IPage page, string text, string answer)
    {
        await page.FillAsync(Phone + " input[name=text]", text);
        await page.ClickAsync(Phone + " button");
        try
        {
            await page.Locator(Phone + " .thread").GetByText(answer).First.WaitForAsync(new() { Timeout = 15_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"After \"{text}\" the phone showed: {await page.InnerTextAsync(Phone + " .thread")}\n{service.Said}");
        }
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
