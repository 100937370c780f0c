using System.Text.Json;
using FamilyLink.Conversations;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.AspNetCore.Http.Features;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// <c>POST /api/messages</c>: an activity of Messenger or another Bot Framework channel. The caller's token first, then the activity, then its address:
/// whatever is not right is answered with a status, stores nothing and calls nobody.
/// </summary>
internal sealed partial class BotMessagesEndpoint(
    BotTokens tokens,
    ServiceUrls urls,
    ConversationDesk desk,
    BotCourier courier,
    Vault vault,
    Lookup lookup,
    TimeProvider clock,
    ILogger<BotMessagesEndpoint> log)
{
    /// <summary>The largest activity a channel may send (https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference).</summary>
    public const int LargestBody = 256 * 1024;

    private const int LongestName = 1_000;

    /// <summary>Handles one request.</summary>
    public static Task<IResult> HandleAsync(HttpContext context, BotMessagesEndpoint endpoint) => endpoint.AnswerAsync(context);

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        BotCaller? caller;
        try
        {
            caller = await tokens.CallerAsync(context.Request.Headers.Authorization, context.RequestAborted);
        }
        catch (SigningKeysUnavailableException)
        {
            NoKeys(log);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (caller is null)
        {
            return Refuse(StatusCodes.Status401Unauthorized);
        }

        var (activity, status) = await ReadAsync(context);
        if (activity is null)
        {
            return Refuse(status);
        }

        if (!caller.MaySend(activity))
        {
            return Refuse(StatusCodes.Status401Unauthorized);
        }

        if (urls.Allowed(activity.ServiceUrl) is null)
        {
            return Refuse(StatusCodes.Status403Forbidden);
        }

        return activity.Type == "invoke"
            ? Results.Json(new { }, statusCode: StatusCodes.Status501NotImplemented)
            : await ReceiveAsync(activity, context.RequestAborted);
    }

    private async Task<IResult> ReceiveAsync(BotActivity activity, CancellationToken cancellation)
    {
        var inTheBody = activity.DeliveryMode == BotJson.ExpectReplies;
        if (BotReading.Of(activity) is not { } reading)
        {
            return inTheBody ? Replies([]) : Results.Accepted();
        }

        var reference = BotReference.Of(activity);
        var leasedAt = clock.GetUtcNow().UtcDateTime;
        var answer = await desk.ReceiveAsync(
            new Arrival(
                BotGateway.Name,
                reading.Id,
                Channel.Messenger,
                reference.Address,
                reading.Text,
                Kind: reading.Kind,
                Beside: new BotReferenceRow(reference, vault),
                Lease: inTheBody ? null : new ReplyLease(courier.Name, BotCourier.Lease)),
            cancellation);
        if (answer.DifferentBody)
        {
            DifferentBody(log);
            return Results.Conflict();
        }

        if (inTheBody)
        {
            return Replies(answer.Reply is null ? [] : [BotGateway.Compose(reference, activity.Id, answer.Reply)]);
        }

        if (answer is { Reply: { } words, Repeated: false, ReplyId: { } id })
        {
            await courier.CarryAsync(new BotCourier.Fresh(id, lookup.OfAddress(reference.Address), reference, activity.Id, words, leasedAt));
        }

        return Results.Accepted();
    }

    private static IResult Replies(IReadOnlyList<BotActivity> activities) => Results.Json(new BotReplies { Activities = activities }, BotJson.Default.BotReplies);

    private static async Task<(BotActivity? Activity, int Status)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.HasJsonContentType())
        {
            return (null, StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.ContentLength > LargestBody)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        try
        {
            var activity = await JsonSerializer.DeserializeAsync(request.Body, BotJson.Default.BotActivity, context.RequestAborted);
            return activity switch
            {
                null or { Type: null or "" } => (null, StatusCodes.Status400BadRequest),
                { Text.Length: > BotReading.LongestText } => (null, StatusCodes.Status413PayloadTooLarge),
                _ when !IsName(activity.ChannelId) || activity.ServiceUrl is null => (null, StatusCodes.Status400BadRequest),
                { Type: BotJson.Message or "messageUpdate" } when !IsName(activity.Id) || !IsName(activity.Conversation?.Id) || !IsName(activity.From?.Id) =>
                    (null, StatusCodes.Status400BadRequest),
                _ => (activity, StatusCodes.Status200OK),
            };
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }
        catch (Exception unreadable) when (unreadable is JsonException or BadHttpRequestException or InvalidOperationException or NotSupportedException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= LongestName };

    private IResult Refuse(int status)
    {
        Refused(log, status);
        return Results.StatusCode(status);
    }

    [LoggerMessage(1, LogLevel.Warning, "A Bot Framework activity was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);

    [LoggerMessage(2, LogLevel.Warning, "An activity came twice with different words; the first stands.")]
    private static partial void DifferentBody(ILogger log);

    [LoggerMessage(3, LogLevel.Error, "The signing keys of the Bot Connector cannot be read: no activity can be let in.")]
    private static partial void NoKeys(ILogger log);
}
