using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using FamilyLink.Channels.WebChat;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.Bot.Connector;
using Microsoft.Bot.Schema;
using Microsoft.Identity.Client;
using Microsoft.Rest;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Sends by a Bot Framework connector (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference).
/// A connector can be told something but not asked what it was told: a hand-off without an answer is a person's decision.
/// </summary>
internal sealed class BotGateway(Connectors connectors, ServiceUrls urls, BotReferences references, WebChatMailbox mailbox, TimeProvider clock) : IMessageGateway
{
    /// <summary>The provider's name in rows.</summary>
    public const string Name = "botframework";

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Provider => Name;

    /// <inheritdoc/>
    public Channel Channel => Channel.Messenger;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        if (await references.FindAsync(message.Address, cancellation) is not { } found)
        {
            // They never wrote from it, or were erased: there is no way to them.
            return new SendOutcome.Refused("bot:no-reference", false);
        }

        return MessengerWindow.IsOpen(found.Reference.ChannelId, found.LastInboundAt, clock.GetUtcNow().UtcDateTime)
            ? await SendAsync(found.Reference, message.Body, cancellation)
            : new SendOutcome.Refused(MessengerWindow.Closed, false);
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
        Task.FromResult<Settlement>(new Settlement.CannotTell("bot:cannot-ask"));

    /// <summary>Hands words to the connector of a conversation, as an answer to the reference's activity or by themselves.</summary>
    public async Task<SendOutcome> SendAsync(ConversationReference reference, string body, CancellationToken cancellation)
    {
        if (reference.ServiceUrl == OwnChat.ServiceUrl)
        {
            // Demo's Messenger shows what is stored; a web chat hears it while its page is open, and has no other way.
            return reference.ChannelId != WebChatOptions.ChannelId || mailbox.Deliver(reference.User.Id, body)
                ? new SendOutcome.Accepted("")
                : new SendOutcome.Refused("webchat:closed", false);
        }

        // Asked again here: the list of hosts may have changed since the reference was kept.
        if (urls.Allowed(reference.ServiceUrl) is null)
        {
            return new SendOutcome.Refused("bot:service-url", false);
        }

        try
        {
            // A secret was changed or a token withdrawn: once more with a new one.
            var outcome = await PostAsync(reference, body, rejected: false, cancellation);
            return outcome is SendOutcome.ChannelStopped ? await PostAsync(reference, body, rejected: true, cancellation) : outcome;
        }
        catch (MsalServiceException refused) when (refused.StatusCode is >= 400 and < 500 and not 429)
        {
            return new SendOutcome.ChannelStopped("bot:no-token");
        }
        catch (MsalException)
        {
            return new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "bot:no-token");
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent: no connection was ever made.
            return new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "bot:no-connection");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
        {
            return new SendOutcome.Unknown("bot:no-answer");
        }
    }

    /// <summary>The activity that carries words to somebody.</summary>
    public static Activity Compose(ConversationReference reference, string body)
    {
        var (text, suggestions) = QuickReplies.Of(body, reference.User.Id);
        return new Activity
        {
            Type = ActivityTypes.Message,
            ChannelId = reference.ChannelId,
            ServiceUrl = reference.ServiceUrl,
            From = new ChannelAccount(reference.Bot?.Id, role: RoleTypes.Bot),
            Recipient = new ChannelAccount(reference.User.Id),
            Conversation = new ConversationAccount(id: reference.Conversation.Id),
            ReplyToId = reference.ActivityId,
            Text = text,
            TextFormat = TextFormatTypes.Plain,
            InputHint = InputHints.AcceptingInput,
            SuggestedActions = suggestions,
        };
    }

    private async Task<SendOutcome> PostAsync(ConversationReference reference, string body, bool rejected, CancellationToken cancellation)
    {
        using var connector = connectors.Create(reference.ServiceUrl, rejected);
        var activity = Compose(reference, body);
        try
        {
            var taken = reference.ActivityId is { } replyTo
                ? await connector.Conversations.ReplyToActivityAsync(reference.Conversation.Id, replyTo, activity, cancellation)
                : await connector.Conversations.SendToConversationAsync(reference.Conversation.Id, activity, cancellation);
            return new SendOutcome.Accepted(taken?.Id ?? "");
        }
        catch (SerializationException)
        {
            // It was taken; some connectors say no more than that.
            return new SendOutcome.Accepted("");
        }
        catch (ErrorResponseException refused)
        {
            return Outcome(refused.Response, refused.Body?.Error);
        }
    }

    // What only the person's end can be: they blocked us, left, or are gone. Any other "forbidden" may be the channel's own fault, such as Messenger's
    // window, and takes nobody's way from them (S19).
    private static readonly HashSet<string> TheirEnd = new(StringComparer.OrdinalIgnoreCase)
    {
        "ConversationNotFound", "UserNotFound", "MemberNotFound", "BotBlocked", "MessageWritesBlocked", "ConversationBlockedByUser", "UserBlocked", "BlockedByUser",
    };

    // Messenger's own "this person isn't available" comes as a number in the words (https://developers.facebook.com/docs/messenger-platform/error-codes).
    private const string NotAvailable = "#551";

    private static bool IsTheirEnd(Error? error) =>
        error is not null && (TheirEnd.Contains(error.Code ?? "") || error.Message?.Contains(NotAvailable, StringComparison.Ordinal) == true);

    private SendOutcome Outcome(HttpResponseMessageWrapper? response, Error? error)
    {
        if (response is null)
        {
            return new SendOutcome.Unknown("bot:no-answer");
        }

        var status = (int)response.StatusCode;
        var code = string.Create(CultureInfo.InvariantCulture, $"bot:{status}");
        return status switch
        {
            >= 200 and < 300 => new SendOutcome.Accepted(""),
            401 => new SendOutcome.ChannelStopped(code),

            403 => new SendOutcome.Refused(code, IsTheirEnd(error)),
            404 or 410 => new SendOutcome.Refused(code, true),
            429 => new SendOutcome.RetryLater(Wait(response), code),

            // A server that names a time has not taken it; one that just failed may have.
            >= 500 when RetryAfter(response) is not null || status == 503 => new SendOutcome.RetryLater(Wait(response), code),
            >= 500 => new SendOutcome.Unknown(code),
            _ => new SendOutcome.Refused(code, false),
        };
    }

    private static RetryConditionHeaderValue? RetryAfter(HttpResponseMessageWrapper response) =>
        response.Headers.TryGetValue("Retry-After", out var values) && RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var header) ? header : null;

    private TimeSpan Wait(HttpResponseMessageWrapper response)
    {
        var asked = RetryAfter(response) is { } header ? header.Delta ?? header.Date - clock.GetUtcNow() ?? ShortestWait : ShortestWait;
        var wait = asked < ShortestWait ? ShortestWait : asked > LongestWait ? LongestWait : asked;

        // Jitter, so that a thousand postponed messages do not come back in the same second.
        return wait + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 3_000));
    }
}

/// <summary>
/// Messenger's rule that a page may write freely only within 24 hours of a person's last message
/// (https://developers.facebook.com/docs/messenger-platform/policy/policy-overview). The message tags that reach further are for purchases, accounts
/// and booked events: none of them is true of anything this service says, and HUMAN_AGENT is for a human's own words. So none is ever used.
/// </summary>
internal static class MessengerWindow
{
    /// <summary>The outcome of a message that came too late.</summary>
    public const string Closed = "bot:window";

    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Whether a channel takes words now from us to somebody who wrote last at that moment (UTC).</summary>
    public static bool IsOpen(string channelId, DateTime lastInboundAt, DateTime now) =>
        channelId is not ("facebook" or "instagram" or "whatsapp") || now - lastInboundAt < Window;
}
