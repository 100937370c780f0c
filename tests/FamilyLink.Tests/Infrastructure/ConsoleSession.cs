using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Somebody signed in to the console: opens pages and presses buttons as a browser without scripts would.</summary>
internal sealed partial class ConsoleSession
{
    private readonly HttpClient _web;

    private ConsoleSession(HttpClient web) => _web = web;

    public static async Task<ConsoleSession> SignInAsync(FamilyLinkHost host, string email)
    {
        var session = new ConsoleSession(host.CreateClient(new() { AllowAutoRedirect = false }));
        using var answer = await session.PressAsync("/sign-in", "", ("Email", email), ("Password", "Demo-password-1"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return session;
    }

    /// <summary>A page's text, decoded.</summary>
    public async Task<string> OpenAsync(string path)
    {
        using var answer = await _web.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A page's text as it is sent, or null when the address shows no page.</summary>
    public async Task<string?> LookAsync(string path)
    {
        using var answer = await _web.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/html" ? await answer.Content.ReadAsStringAsync() : null;
    }

    /// <summary>Chooses the language of the pages.</summary>
    public async Task SpeakAsync(string language)
    {
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("language", language), KeyValuePair.Create("back", "/"), KeyValuePair.Create("__RequestVerificationToken", await TokenAsync("/")),
        ]);
        using var answer = await _web.PostAsync("/language", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <summary>Asks for a page as a browser does, or as a program that takes whatever comes.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string accept)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Accept", accept);
        return await _web.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await _web.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Presses a button of a page: a handler's name, or nothing for the page's own form.</summary>
    public async Task<HttpResponseMessage> PressAsync(string path, string handler, params (string Name, string Value)[] fields)
    {
        var token = await TokenAsync(path);
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]);
        return await _web.PostAsync(To(path, handler), form);
    }

    /// <summary>Sends a form to an address that has no page for this person, with the token of one that they may open.</summary>
    public async Task<HttpResponseMessage> PressElsewhereAsync(string page, string to, params (string Name, string Value)[] fields)
    {
        var token = await TokenAsync(page);
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]);
        return await _web.PostAsync(to, form);
    }

    /// <summary>Presses a button and returns the page that comes back, decoded; a redirect is followed.</summary>
    public async Task<string> PressedAsync(string path, string handler, params (string Name, string Value)[] fields)
    {
        using var answer = await PressAsync(path, handler, fields);
        return await FollowedAsync(answer);
    }

    /// <summary>Sends a file with a page's form.</summary>
    public async Task<string> UploadAsync(string path, string handler, byte[] content, string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await TokenAsync(path)), "__RequestVerificationToken" },
            { new ByteArrayContent(content), "file", name },
        };
        using var answer = await _web.PostAsync(To(path, handler), form);
        return await FollowedAsync(answer);
    }

    /// <summary>Sends a file in a named field, with other fields.</summary>
    public async Task<string> UploadAsync(string path, string handler, string field, byte[] content, string name, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await TokenAsync(path)), "__RequestVerificationToken" },
            { new ByteArrayContent(content), field, name },
        };
        foreach (var (other, value) in fields)
        {
            form.Add(new StringContent(value), other);
        }

        using var answer = await _web.PostAsync(To(path, handler), form);
        return await FollowedAsync(answer);
    }

    /// <summary>Where a form of a page leads, by its handler.</summary>
    public static string ActionOf(string page, string handler) => Regex.Match(page, $"formaction=\"([^\"]*handler={handler}[^\"]*)\"").Groups[1].Value;

    /// <summary>The value of a hidden field.</summary>
    public static string Hidden(string page, string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;

    private async Task<string> FollowedAsync(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Redirect ? await OpenAsync(answer.Headers.Location!.ToString()) : WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private async Task<string> TokenAsync(string path) => Token().Match(await _web.GetStringAsync(path)).Groups[1].Value;

    private static string To(string path, string handler) => handler.Length == 0 ? path : path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "handler=" + handler;

    [GeneratedRegex("__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
