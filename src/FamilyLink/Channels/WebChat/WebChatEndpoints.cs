using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.WebChat;

/// <summary>What the chat page sends: its account, made when it was opened and kept nowhere, a message's own id, and the words.</summary>
public sealed record WebChatSaid(string? Account, string? Id, string? Text);

/// <summary>What the chat page gets.</summary>
public sealed record WebChatHeard(IReadOnlyList<ChatMessage> Messages);

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
        routes.MapPost("/chat/say", (HttpContext context, WebChatEndpoints endpoints) => endpoints.AnswerAsync(context, endpoints.SayAsync)).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/chat/heard", (HttpContext context, WebChatEndpoints endpoints) => endpoints.AnswerAsync(context, endpoints.HeardAsync)).AllowAnonymous().DisableAntiforgery();
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private async Task<IResult> SayAsync(WebChatSaid said, CancellationToken cancellation)
    {
        if (said.Id is not { Length: > 0 and <= AccountLength } id || said.Text is not { Length: > 0 and <= LongestText } text)
        {
            return Results.BadRequest();
        }

        mailbox.Take(said.Account!);
        var answer = await chat.SayAsync(WebChatOptions.ChannelId, said.Account!, id, text, cancellation);
        return Results.Json(new WebChatHeard(answer is null ? [] : [answer]));
    }

    private Task<IResult> HeardAsync(WebChatSaid said, CancellationToken cancellation) =>
        Task.FromResult(Results.Json(new WebChatHeard([.. mailbox.Take(said.Account!).Select(words => chat.Show(words, said.Account!))])));

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

        using var lease = _limiter.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        try
        {
            return context.Request.Headers[OwnHeader] == "1" && await context.Request.ReadFromJsonAsync<WebChatSaid>(context.RequestAborted) is { } said && Guid.TryParseExact(said.Account, "D", out _)
                ? await answer(said, context.RequestAborted)
                : Results.BadRequest();
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }
    }
}
