using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// Plays Twilio's message API on a loopback port: takes messages, lists them, sends signed status callbacks, misbehaves as told,
/// and keeps what it took, so that what was lost and what came twice can be counted where it matters: at the provider.
/// Shapes after https://www.twilio.com/docs/messaging/api/message-resource.
/// One file past 300 lines: what it takes, lists and reports must be the same messages.
/// </summary>
public sealed class TwilioDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _accountSid;
    private readonly string _authToken;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TwilioMessage>> _byRecipient = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TwilioFault> _next = new();
    private readonly ConcurrentDictionary<Task, bool> _callbacks = new();
    private int _requests;
    private int _taken;

    private TwilioDouble(WebApplication app, string accountSid, string authToken, TimeProvider clock, int seed)
    {
        _app = app;
        _accountSid = accountSid;
        _authToken = authToken;
        _clock = clock;
        _random = new Random(seed);
    }

    /// <summary>The address to configure as <c>Twilio:ApiBaseUrl</c>.</summary>
    public string BaseUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What callers have said after the tone, until it is deleted, by its sid.</summary>
    public ConcurrentDictionary<string, byte[]> Recordings { get; } = new(StringComparer.Ordinal);

    /// <summary>How it misbehaves by chance.</summary>
    public TwilioFaults Faults { get; set; } = TwilioFaults.None;

    /// <summary>How many messages were offered to it, taken or not.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many messages it took.</summary>
    public int TakenCount => Volatile.Read(ref _taken);

    /// <summary>Everything it took, in order.</summary>
    public IReadOnlyList<TwilioMessage> Taken => [.. _byRecipient.Values.SelectMany(q => q).OrderBy(m => m.Place)];

    /// <summary>What it took for one recipient, in order.</summary>
    public IReadOnlyList<TwilioMessage> TakenFor(string to) => _byRecipient.TryGetValue(to, out var those) ? [.. those] : [];

    /// <summary>Starts it.</summary>
    /// <param name="accountSid">The account it knows.</param>
    /// <param name="authToken">Its token: opens the API, signs the callbacks.</param>
    /// <param name="clock">Its clock; the system's when null.</param>
    /// <param name="seed">Makes chance repeatable.</param>
    public static async Task<TwilioDouble> StartAsync(string accountSid, string authToken, TimeProvider? clock = null, int seed = 1)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");

        // The usual lifetime would answer Ctrl+C and SIGTERM for the whole process, which is not the double's to end.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        var twilio = new TwilioDouble(app, accountSid, authToken, clock ?? TimeProvider.System, seed);
        app.Run(twilio.HandleAsync);
        await app.StartAsync();
        return twilio;
    }

    /// <summary>The next requests meet these, in this order, before chance has its say again.</summary>
    public void Next(params ReadOnlySpan<TwilioFault> faults)
    {
        foreach (var fault in faults)
        {
            _next.Enqueue(fault);
        }
    }

    /// <summary>Refuses every message to a number with one of Twilio's error codes, such as 21610 for opted out.</summary>
    public void Refuse(string to, int code) => _refused[to] = code;

    /// <summary>How often each text was taken for each recipient.</summary>
    public IReadOnlyDictionary<(string To, string Body), int> Counts() => Taken.GroupBy(m => (m.To, m.Body)).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Sends one signed callback about a message, and returns the service's status, or null when it could not be reached.</summary>
    /// <param name="message">The message.</param>
    /// <param name="to">The service's real address.</param>
    /// <param name="status">Such as <c>delivered</c>.</param>
    /// <param name="errorCode">With <c>undelivered</c> and <c>failed</c>.</param>
    public async Task<HttpStatusCode?> CallBackAsync(TwilioMessage message, string to, string status, int? errorCode = null)
    {
        if (message.StatusCallback is null)
        {
            return null;
        }

        var form = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = _accountSid,
            ["ApiVersion"] = "2010-04-01",
            ["MessageSid"] = message.Sid,
            ["MessageStatus"] = status,
            ["SmsSid"] = message.Sid,
            ["SmsStatus"] = status,
            ["To"] = message.To,
        };
        if (errorCode is { } code)
        {
            form["ErrorCode"] = code.ToString(CultureInfo.InvariantCulture);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, to.TrimEnd('/') + new Uri(message.StatusCallback).PathAndQuery) { Content = new FormUrlEncodedContent(form) };
        var signed = message.StatusCallback + string.Concat(form.Select(f => f.Key + f.Value));
#pragma warning disable CA5350 // Twilio signs with HMAC-SHA1.
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(_authToken), Encoding.UTF8.GetBytes(signed))));
#pragma warning restore CA5350
        try
        {
            using var response = await _http.SendAsync(request);
            return response.StatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until every callback that is on its way has come to an end.</summary>
    public Task CallbacksDoneAsync() => Task.WhenAll(_callbacks.Keys);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CallbacksDoneAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private static Task ErrorAsync(HttpContext context, int status, int code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message, more_info = $"https://www.twilio.com/docs/errors/{code}", status });
    }

    private async Task HandleAsync(HttpContext context)
    {
        var recordings = new PathString($"/2010-04-01/Accounts/{_accountSid}/Recordings");
        if (context.Request.Path != $"/2010-04-01/Accounts/{_accountSid}/Messages.json" && !context.Request.Path.StartsWithSegments(recordings))
        {
            await ErrorAsync(context, 404, 20404, "The requested resource was not found");
            return;
        }

        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_accountSid}:{_authToken}"));
        if (context.Request.Headers.Authorization != expected)
        {
            await ErrorAsync(context, 401, 20003, "Authenticate");
            return;
        }

        if (context.Request.Path.StartsWithSegments(recordings, out var recording))
        {
            await RecordingAsync(context, recording.ToString().TrimStart('/'));
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            await ListAsync(context);
            return;
        }

        await CreateAsync(context);
    }

    // https://www.twilio.com/docs/voice/api/recording
    private async Task RecordingAsync(HttpContext context, string file)
    {
        var id = Path.GetFileNameWithoutExtension(file);
        if (HttpMethods.IsDelete(context.Request.Method) && file.EndsWith(".json", StringComparison.Ordinal))
        {
            context.Response.StatusCode = Recordings.TryRemove(id, out _) ? 204 : 404;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) || !file.EndsWith(".wav", StringComparison.Ordinal) || !Recordings.TryGetValue(id, out var sound))
        {
            await ErrorAsync(context, 404, 20404, "The requested resource was not found");
            return;
        }

        context.Response.ContentType = "audio/x-wav";
        await context.Response.Body.WriteAsync(sound);
    }

    private async Task CreateAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var form = await context.Request.ReadFormAsync();
        var (to, body) = (form["To"].ToString(), form["Body"].ToString());
        var fault = _next.TryDequeue(out var told) ? told : ByChance();
        var faults = Faults;
        if (faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(faults.Latency);
        }

        switch (fault)
        {
            case TwilioFault.TooManyRequests:
                context.Response.Headers.RetryAfter = ((int)Math.Ceiling(faults.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await ErrorAsync(context, 429, 20429, "Too Many Requests");
                return;
            case TwilioFault.ServerError:
                await ErrorAsync(context, 500, 20500, "Internal server error");
                return;
            case TwilioFault.BadCredentials:
                await ErrorAsync(context, 401, 20003, "Authenticate");
                return;
            case TwilioFault.WebPage:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<!doctype html><title>Sign in to the network</title>");
                return;
            case TwilioFault.ResetBeforeTaking:
                context.Abort();
                return;
        }

        if (!to.StartsWith('+') || to.Length < 8)
        {
            await ErrorAsync(context, 400, 21211, "The 'To' number is not a valid phone number.");
            return;
        }

        if (body.Length is 0 or > 1600)
        {
            await ErrorAsync(context, 400, body.Length == 0 ? 21602 : 21617, "The message body is missing or too long.");
            return;
        }

        if (_refused.TryGetValue(to, out var code))
        {
            await ErrorAsync(context, 400, code, "The message was refused.");
            return;
        }

        var message = Take(to, body, form["StatusCallback"].ToString() is { Length: > 0 } url ? url : null);
        var callbacks = CallbacksAsync(message, faults);
        if (Chance(faults.CallbackFirst))
        {
            await callbacks;
        }
        else if (!callbacks.IsCompleted)
        {
            _callbacks[callbacks] = true;
            _ = callbacks.ContinueWith(done => _callbacks.TryRemove(done, out _), TaskScheduler.Default);
        }

        switch (fault)
        {
            case TwilioFault.ResetAfterTaking:
                context.Abort();
                return;
            case TwilioFault.ServerErrorAfterTaking:
                await ErrorAsync(context, 500, 20500, "Internal server error");
                return;
        }

        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(Resource(message));
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var to = query["To"].ToString();
        var since = DateTimeOffset.TryParse(query["DateSent>"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) ? from : DateTimeOffset.MinValue;
        var size = int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 1000) : 50;
        var page = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var which) ? which : 0;
        IEnumerable<TwilioMessage> known = to.Length == 0 ? Taken : _byRecipient.TryGetValue(to, out var those) ? those : [];
        var found = known.Where(m => m.TakenAt >= since).OrderByDescending(m => m.Place).Skip(page * size).Take(size + 1).ToList();
        var more = found.Count > size;
        var path = $"{context.Request.Path}?To={Uri.EscapeDataString(to)}&PageSize={size}&Page={page + 1}&DateSent%3E={Uri.EscapeDataString(query["DateSent>"].ToString())}";
        await context.Response.WriteAsJsonAsync(new { messages = found.Take(size).Select(Resource), page, page_size = size, next_page_uri = more ? path : null });
    }

    private TwilioMessage Take(string to, string body, string? callback)
    {
        var message = new TwilioMessage("SM" + Guid.NewGuid().ToString("N"), to, body, callback, _clock.GetUtcNow(), Interlocked.Increment(ref _taken));
        _byRecipient.GetOrAdd(to, _ => new()).Enqueue(message);
        return message;
    }

    private async Task CallbacksAsync(TwilioMessage message, TwilioFaults faults)
    {
        if (faults.CallbacksTo is not { } to)
        {
            return;
        }

        string[] states = Chance(faults.CallbacksOutOfOrder) ? ["delivered", "sent"] : ["sent", "delivered"];
        foreach (var state in states)
        {
            for (var times = Chance(faults.CallbackTwice) ? 2 : 1; times > 0; times--)
            {
                await CallBackAsync(message, to, state);
            }
        }
    }

    private TwilioFault ByChance()
    {
        var at = Draw();
        foreach (var (fault, share) in Faults.Shares)
        {
            if ((at -= share) < 0)
            {
                return fault;
            }
        }

        return TwilioFault.None;
    }

    private bool Chance(double share) => share > 0 && Draw() < share;

    private double Draw()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private object Resource(TwilioMessage message) => new
    {
        sid = message.Sid,
        account_sid = _accountSid,
        api_version = "2010-04-01",
        to = message.To,
        body = message.Body,
        status = "queued",
        direction = "outbound-api",
        date_created = message.TakenAt.ToString("r", CultureInfo.InvariantCulture).Replace("GMT", "+0000", StringComparison.Ordinal),
        date_sent = message.TakenAt.ToString("r", CultureInfo.InvariantCulture).Replace("GMT", "+0000", StringComparison.Ordinal),
        error_code = (int?)null,
        error_message = (string?)null,
        num_segments = "1",
        uri = $"/2010-04-01/Accounts/{_accountSid}/Messages/{message.Sid}.json",
    };
}
