using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>A signed-in member of staff who reads pages and sends their forms, as a browser without JavaScript does.</summary>
internal sealed partial class ConsoleBrowser
{
    private readonly HttpClient _web;

    private ConsoleBrowser(HttpClient web) => _web = web;

    public static async Task<ConsoleBrowser> SignInAsync(FamilyLinkHost host, string email, string password = "Demo-password-1")
    {
        var browser = new ConsoleBrowser(host.CreateClient(new() { AllowAutoRedirect = false }));
        var token = Token(await browser._web.GetStringAsync("/sign-in"));
        using var answer = await browser._web.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = email,
            ["Password"] = password,
            ["__RequestVerificationToken"] = token,
        }));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public async Task<string> ReadAsync(string path)
    {
        using var answer = await _web.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _web.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>An answer that goes on: its bytes as they come.</summary>
    public Task<Stream> StreamAsync(string path) => _web.GetStreamAsync(path);

    /// <summary>Sends a form of a page, with the page's own token, and returns the page that follows.</summary>
    public async Task<string> SendAsync(string page, string? handler, params (string Name, string Value)[] fields)
    {
        var token = Token(await _web.GetStringAsync(page));
        var form = fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token));
        var target = handler is null ? page : page + (page.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "handler=" + handler;
        using var answer = await _web.PostAsync(target, new FormUrlEncodedContent(form));
        if (answer.StatusCode is HttpStatusCode.Redirect)
        {
            return await ReadAsync(answer.Headers.Location!.OriginalString);
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Signs out by the button every page has.</summary>
    public async Task SignOutAsync()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", Token(await _web.GetStringAsync("/inbox")))]);
        using var answer = await _web.PostAsync("/sign-out", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static string Token(string page)
    {
        var main = page[Math.Max(0, page.IndexOf("<main", StringComparison.Ordinal))..];
        var found = TokenField().Match(main) is { Success: true } inMain ? inMain : TokenField().Match(page);
        return found.Groups[1].Value;
    }

    [GeneratedRegex("__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
