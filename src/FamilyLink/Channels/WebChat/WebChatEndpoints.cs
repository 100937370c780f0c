using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FamilyLink.Channels.WebChat;

/// <summary>What the chat page sends.</summary>
/// <param name="Account">Its account, made when it was opened and kept nowhere.</param>
/// <param name="Id">A message's own id.</param>
/// <param name="Text">The words.</param>
/// <param name="After">The number of the last words of others that it has; 0 at first.</param>
public sealed record WebChatSaid(string? Account, string? Id, string? Text, long After = 0);

/// <summary>What the chat page gets.</summary>
/// <param name="Messages">What to show, in order.</param>
/// <param name="Last">What to send as <see cref="WebChatSaid.After"/> next.</param>
public sealed record WebChatHeard(IReadOnlyList<ChatMessage> Messages, long Last);

/// <summary><c>POST /chat/say</c> and <c>POST /chat/heard</c>: the chat page's two requests. Anybody may write, as by SMS; how much is limited by address.</summary>
public sealed class WebChatEndpoints(IOwnChat chat, WebChatMailbox mailbox, IOptions<WebChatOptions> options) : IDisposable
{
    // Pages cannot set it for another origin without being asked first.
    private const string OwnHeader = "X-Chat";
    private const int LongestText = 2_000;
    private const int LongestBody = 16 * 1024;
    private const int AccountLength = 36;

    // A partner's office shares one address; a page asks every five seconds.
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetTokenBucketLimiter(
        address,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = 240, TokensPerPeriod = 120, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>Maps both.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/chat/say", (HttpContext context, WebChatEndpoints endpoints) => endpoints.AnswerAsync(context, endpoints.SayAsync)).AddEndpointFilter<NotStored>().AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/chat/heard", (HttpContext context, WebChatEndpoints endpoints) => endpoints.AnswerAsync(context, endpoints.HeardAsync)).AddEndpointFilter<NotStored>().AllowAnonymous().DisableAntiforgery();
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private async Task<IResult> SayAsync(WebChatSaid said, CancellationToken cancellation)
    {
        if (said.Id is not { Length: > 0 and <= AccountLength } id || said.Text is not { Length: > 0 and <= LongestText } text)
        {
            return Results.BadRequest();
        }

        mailbox.Wait(said.Account!, said.After);
        return Heard(said, await chat.SayAsync(WebChatOptions.ChannelId, said.Account!, id, text, cancellation));
    }

    private Task<IResult> HeardAsync(WebChatSaid said, CancellationToken cancellation) => Task.FromResult(Heard(said, null));

    private IResult Heard(WebChatSaid said, ChatMessage? answer)
    {
        var waiting = mailbox.Wait(said.Account!, said.After);
        var messages = waiting.Select(w => chat.Show(w.Words, said.Account!));
        return Results.Json(new WebChatHeard([.. answer is null ? messages : messages.Append(answer)], waiting.Count == 0 ? said.After : waiting[^1].Number));
    }

    // Behind a proxy on this machine the caller is whom that proxy names last.
    private static string AddressOf(HttpContext context)
    {
        var remote = context.Connection.RemoteIpAddress;
        return remote is null || IPAddress.IsLoopback(remote)
            ? context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim()
            : remote.ToString();
    }

    // The body is read here and not by the framework, which would answer a wrong content type with the sign-in page.
    private async Task<IResult> AnswerAsync(HttpContext context, Func<WebChatSaid, CancellationToken, Task<IResult>> answer)
    {
        if (!options.Value.Enabled)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasJsonContentType())
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (context.Request.ContentLength is null or > LongestBody)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        using var lease = _limiter.AttemptAcquire(AddressOf(context));
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        try
        {
            return context.Request.Headers[OwnHeader] == "1" && await ReadAsync(context.Request.Body, context.RequestAborted) is { } said && Guid.TryParseExact(said.Account, "D", out _)
                ? await answer(said, context.RequestAborted)
                : Results.BadRequest();
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or ArgumentException)
        {
            return Results.BadRequest();
        }
    }

    // Member by member: half an emoji, which browsers write as they find it, or a fault where nobody reads, is no reason to lose somebody's words.
    private static async Task<WebChatSaid?> ReadAsync(Stream body, CancellationToken cancellation)
    {
        using var reader = new StreamReader(body, new UTF8Encoding(false, throwOnInvalidBytes: false));
        using var json = new JsonTextReader(new StringReader(await reader.ReadToEndAsync(cancellation))) { DateParseHandling = DateParseHandling.None, MaxDepth = LongestBody };
        return await JToken.ReadFromAsync(json, cancellation) is JObject said && !await json.ReadAsync(cancellation)
            ? new WebChatSaid(Text(said, "account"), Text(said, "id"), Text(said, "text"), said["after"] is JValue { Value: long after } ? after : 0)
            : null;
    }

    private static string? Text(JObject said, string name) => said[name] is JValue { Value: string text } ? text : null;
}
