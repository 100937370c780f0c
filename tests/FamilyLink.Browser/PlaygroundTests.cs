using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FamilyLink.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FamilyLink.Browser;

/// <summary>A whole conversation in Microsoft's own test channel, the Agents Playground, in a real browser.</summary>
public sealed class PlaygroundTests
{
    [SkippableFact]
    public async Task Playground_SomebodyNew_AsksProvesAndStops()
    {
        var chromium = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]).FirstOrDefault(File.Exists);
        var program = Path.Combine(ServiceProcess.Repository(), "tests", "oracles", "node_modules", "@microsoft", "m365agentsplayground", "cli.js");
        var missing = chromium is null ? "Chromium is not installed." : File.Exists(program) ? null : "The packages of tests/oracles are not installed.";
        if (missing is not null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(missing);
        }

        Skip.If(missing is not null, missing);
        await using var service = await ServiceProcess.StartAsync();
        using var channel = await StartAsync(program, service.Address + "/api/messages");
        try
        {
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1100, Height = 900 } });
            await page.GotoAsync(channel.Address);
            await page.GetByText("conversationUpdate").First.WaitForAsync(new() { Timeout = 30_000 });
            await TypeAsync(page, "ສະບາຍດີ");
            await HearAsync(page, "ສະບາຍດີ. ນີ້ແມ່ນລະບົບຕອບອັດຕະໂນມັດ");
            await KeepPictureAsync(page, "playground-menu");

            await page.GetByText("1 ຂ່າວຍາດພີ່ນ້ອງ", new() { Exact = true }).Last.ClickAsync();
            await HearAsync(page, "ຖ້າຄົນຂອງເຮົາເຄີຍໃຫ້ຕົວເລກ ຫຼື ຄຳລັບແກ່ທ່ານ ໃຫ້ສົ່ງມາຕອນນີ້");
            await TypeAsync(page, "550101 739214");
            await HearAsync(page, "ຂອບໃຈ. ຕອນນີ້ບໍ່ມີຫຍັງໃຫ້ອ່ານ");
            await KeepPictureAsync(page, "playground-proved");

            await TypeAsync(page, "ຢາກຕາຍ");
            await HearAsync(page, "ຂອບໃຈທີ່ບອກເຮົາ");
            await KeepPictureAsync(page, "playground-danger");
            await TypeAsync(page, "9");
            await HearAsync(page, "ເຮົາຈະບໍ່ຂຽນຫາທ່ານ");
            await KeepPictureAsync(page, "playground-stop");

            // The caseworker sees that an account proved the secret.
            var desk = await browser.NewPageAsync();
            await desk.GotoAsync(service.Address + "/");
            await desk.FillAsync("#Email", "caseworker@demo.local");
            await desk.FillAsync("#Password", "Demo-password-1");
            await desk.ClickAsync("main button");
            await desk.GotoAsync(service.Address + "/tasks");
            Assert.Contains("A new chat account proved the secret", await desk.InnerTextAsync("main"), StringComparison.Ordinal);
            await KeepPictureAsync(desk, "playground-task");
        }
        finally
        {
            channel.Stop();
        }
    }

    private static async Task TypeAsync(IPage page, string text)
    {
        var box = page.Locator("[role=textbox]").First;
        await box.ClickAsync();
        await box.PressSequentiallyAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    // What begins with these words is the message itself; the log beside it begins with a time.
    private static async Task HearAsync(IPage page, string words)
    {
        try
        {
            await page.GetByText(new Regex("^\\s*" + Regex.Escape(words))).Last.WaitForAsync(new() { Timeout = 15_000 });
        }
        catch (TimeoutException)
        {
            await KeepPictureAsync(page, "playground-failed");
            throw;
        }
    }

    private static async Task KeepPictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FAMILYLINK_PICTURES") is { Length: > 0 } folder)
        {
            await page.WaitForTimeoutAsync(1_000);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    private static async Task<Playground> StartAsync(string program, string endpoint)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        listener.Stop();
        var start = new ProcessStartInfo("node", [program, "-e", endpoint, "-c", "emulator", "-p", port, "--dt"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BROWSER"] = "none";
        var process = Reaper.Start(start);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = $"http://127.0.0.1:{port}/";
        using var web = new HttpClient();
        for (var tries = 0; tries < 150; tries++)
        {
            try
            {
                if ((await web.GetAsync(address)).IsSuccessStatusCode)
                {
                    return new Playground(process, address);
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException("The playground did not start within half a minute.");
    }

    private sealed record Playground(Process Process, string Address) : IDisposable
    {
        public void Stop() => Process.Kill(entireProcessTree: true);

        public void Dispose() => Process.Dispose();
    }
}
