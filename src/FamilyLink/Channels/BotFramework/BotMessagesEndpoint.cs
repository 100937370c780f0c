using FamilyLink.Conversations;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Builder.Integration.AspNet.Core;
using Microsoft.Bot.Connector.Authentication;
using Microsoft.Bot.Schema;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json;

namespace FamilyLink.Channels.BotFramework;

/// <summary>The SDK's adapter. Without its log, which names conversations (S20); what is sent outside a turn's own answer goes by the outbox.</summary>
internal sealed class FamilyLinkAdapter(BotAuthentication authentication) : CloudAdapter(authentication, NullLogger.Instance)
{
    /// <summary>Runs a turn; the answer that belongs into the response's body, or null.</summary>
    public Task<InvokeResponse?> RunAsync(AuthenticateRequestResult admitted, Activity activity, IBot bot, CancellationToken cancellation) =>
        ProcessActivityAsync(admitted, activity, bot.OnTurnAsync, cancellation)!;
}

/// <summary>Turns what somebody said by an activity into an incoming message, and nothing more; every other kind of activity is nobody's words.</summary>
internal sealed class BotTurn(TurnProcessor service, BotReplySender courier, FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock) : ActivityHandler
{
    /// <summary>The same id came before with other words.</summary>
    public bool DifferentBody { get; private set; }

    /// <summary>A reply that was stored under the courier's lease and is to be carried once the channel has its answer.</summary>
    public BotReplySender.Fresh? Reply { get; private set; }

    /// <inheritdoc/>
    protected override Task OnMessageActivityAsync(ITurnContext<IMessageActivity> turnContext, CancellationToken cancellationToken) => ReceiveAsync(turnContext, cancellationToken);

    /// <inheritdoc/>
    protected override Task OnMessageUpdateActivityAsync(ITurnContext<IMessageUpdateActivity> turnContext, CancellationToken cancellationToken) => ReceiveAsync(turnContext, cancellationToken);

    /// <inheritdoc/>
    protected override Task<InvokeResponse> OnInvokeActivityAsync(ITurnContext<IInvokeActivity> turnContext, CancellationToken cancellationToken) =>
        Task.FromResult(new InvokeResponse { Status = StatusCodes.Status501NotImplemented });

    private async Task ReceiveAsync(ITurnContext turn, CancellationToken cancellation)
    {
        if (BotReading.Of(turn.Activity) is not { } reading)
        {
            return;
        }

        var inTheBody = turn.Activity.DeliveryMode == DeliveryModes.ExpectReplies;
        var reference = turn.Activity.GetConversationReference();
        var leasedAt = clock.GetUtcNow().UtcDateTime;
        var address = BotReferenceRow.AddressOf(reference);
        var answer = await service.ReceiveAsync(
            new IncomingMessage(
                BotGateway.Name,
                reading.Id,
                Channel.Messenger,
                address,
                reading.Text,
                Kind: reading.Kind,
                Extension: new BotReferenceRow(reference, encryptor),
                Lease: inTheBody ? null : new ReplyLease(courier.Name, BotReplySender.Lease)),
            cancellation);
        DifferentBody = answer.DifferentBody;
        if (inTheBody && answer is { Reply: { } inBody, DifferentBody: false })
        {
            await turn.SendActivityAsync(BotGateway.Compose(reference, inBody), cancellation);
        }
        else if (answer is { Reply: { } words, Repeated: false, DifferentBody: false, ReplyId: { } id })
        {
            Reply = new BotReplySender.Fresh(id, hasher.OfAddress(address), reference, words, leasedAt);
        }
    }
}

/// <summary>
/// <c>POST /api/messages</c>: an activity of Messenger or another Bot Framework channel. The caller's token first, then the activity, then its address:
/// whatever is not right is answered with a status, stores nothing and calls nobody.
/// </summary>
internal sealed partial class BotMessagesEndpoint(
    BotTokens tokens,
    FamilyLinkAdapter adapter,
    ServiceUrls urls,
    TurnProcessor service,
    BotReplySender courier,
    FieldEncryptor encryptor,
    KeyedHasher hasher,
    TimeProvider clock,
    ILogger<BotMessagesEndpoint> log)
{
    private static readonly JsonSerializerSettings Json = new() { NullValueHandling = NullValueHandling.Ignore };

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

        var (activity, status) = await ActivityReader.ReadAsync(context);
        if (activity is null)
        {
            return Refuse(status);
        }

        if (BotAuthentication.Admit(caller, activity) is not { } admitted)
        {
            return Refuse(StatusCodes.Status401Unauthorized);
        }

        return urls.Allowed(activity.ServiceUrl) is null ? Refuse(StatusCodes.Status403Forbidden) : await RunAsync(admitted, activity, context.RequestAborted);
    }

    private async Task<IResult> RunAsync(AuthenticateRequestResult admitted, Activity activity, CancellationToken cancellation)
    {
        var turn = new BotTurn(service, courier, encryptor, hasher, clock);
        InvokeResponse? response;
        try
        {
            response = await adapter.RunAsync(admitted, activity, turn, cancellation);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException && !cancellation.IsCancellationRequested)
        {
            // Nothing was stored: the channel asks again.
            NotStored(log, failed.GetType().Name);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (turn.DifferentBody)
        {
            DifferentBody(log);
            return Results.Conflict();
        }

        if (turn.Reply is { } reply)
        {
            await courier.EnqueueAsync(reply);
        }

        return response is null ? Results.Accepted()
            : Results.Text(JsonConvert.SerializeObject(response.Body ?? new { }, Json), "application/json; charset=utf-8", statusCode: response.Status);
    }

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

    [LoggerMessage(4, LogLevel.Error, "An activity could not be stored ({Kind}); the channel is asked to send it again.")]
    private static partial void NotStored(ILogger log, string kind);
}
