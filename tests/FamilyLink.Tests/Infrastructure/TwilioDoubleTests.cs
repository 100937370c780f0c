using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>The provider that the tests play behaves, and misbehaves, as the tests believe.</summary>
public sealed class TwilioDoubleTests : IAsyncLifetime, IDisposable
{
    private const string Account = "AC0123456789abcdef0123456789abcdef";
    private const string Token = "12345";
    private const string To = "+8562055550101";

    private readonly HttpClient _http = new();
    private TwilioDouble _twilio = null!;

    private string Url => $"{_twilio.BaseUrl}/2010-04-01/Accounts/{Account}/Messages.json";

    public async Task InitializeAsync()
    {
        _twilio = await TwilioDouble.StartAsync(Account, Token);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Token}")));
    }

    public async Task DisposeAsync() => await _twilio.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Send_Taken_AnswersWithTheIdThatIsListed()
    {
        using var response = await SendAsync("ສະບາຍດີ");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var sid = (await response.Content.ReadFromJsonAsync<JsonNode>())!["sid"]!.GetValue<string>();
        Assert.Equal([sid], await ListedAsync());
        Assert.Equal(1, _twilio.Counts()[(To, "ສະບາຍດີ")]);
    }

    [Fact]
    public async Task Send_ResetBeforeTaking_IsNotListed_AfterTaking_IsListed()
    {
        _twilio.Next(TwilioFault.ResetBeforeTaking, TwilioFault.ResetAfterTaking);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("one"));
        Assert.Empty(await ListedAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("two"));
        Assert.Single(await ListedAsync());
        Assert.Equal(2, _twilio.Requests);
        Assert.Equal(1, _twilio.TakenCount);
    }

    [Fact]
    public async Task Send_TooManyRequests_SaysWhenToComeBack()
    {
        _twilio.Next(TwilioFault.TooManyRequests);

        using var response = await SendAsync("one");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Equal(0, _twilio.TakenCount);
    }

    [Fact]
    public async Task Send_WrongToken_IsRefusedWithCode20003()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "bm9ib2R5");

        using var response = await SendAsync("one");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(20003, (await response.Content.ReadFromJsonAsync<JsonNode>())!["code"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task CallBack_IsSignedAsTwiliosOwnPackageSigns()
    {
        Requires.Node();
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        const string asked = "https://familylink.example/twilio/status?m=1";
        var message = new TwilioMessage("SM1", To, "x", asked, TimeProvider.System.GetUtcNow(), 1);

        var sending = _twilio.CallBackAsync(message, address, "undelivered", 30003);
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(await reader.ReadToEndAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        context.Response.StatusCode = 204;
        context.Response.Close();

        Assert.Equal(HttpStatusCode.NoContent, await sending);
        Assert.Equal("/twilio/status?m=1", context.Request.RawUrl);
        Assert.Equal("30003", form["ErrorCode"]);
        Assert.True(await NodeOracle.Shared.ValidateAsync(Token, context.Request.Headers["X-Twilio-Signature"]!, asked, form));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["To"] = To, ["From"] = "+15005550006", ["Body"] = body });
        return await _http.PostAsync(new Uri(Url), content);
    }

    private async Task<string[]> ListedAsync()
    {
        var list = await _http.GetFromJsonAsync<JsonNode>(new Uri($"{Url}?To={Uri.EscapeDataString(To)}&DateSent%3E=2020-01-01&PageSize=50"));
        return [.. list!["messages"]!.AsArray().Select(m => m!["sid"]!.GetValue<string>())];
    }
}
