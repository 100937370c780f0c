using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.Identity.Client;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Sends by a Bot Framework connector (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference).
/// A connector can be told something but not asked what it was told: a hand-off without an answer is a person's decision.
/// </summary>
internal sealed class BotGateway(IHttpClientFactory http, ConnectorTokens tokens, ServiceUrls urls, BotReferences references, TimeProvider clock) : IMessageGateway
{
    /// <summary>The provider's name in rows.</summary>
    public const string Name = "botframework";

    /// <summary>The name of the HTTP client that calls connectors.</summary>
    public const string Client = "bot-connector";

    private const int LongestAnswer = 64 * 1024;
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
            ? await SendAsync(found.Reference, null, message.Body, cancellation)
            : new SendOutcome.Refused(MessengerWindow.Closed, false);
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
        Task.FromResult<Settlement>(new Settlement.CannotTell("bot:cannot-ask"));

    /// <summary>Hands words to the connector of a conversation, as an answer to one activity or by themselves.</summary>
    public async Task<SendOutcome> SendAsync(BotReference reference, string? replyTo, string body, CancellationToken cancellation)
    {
        // Asked again here: the list of hosts may have changed since the reference was kept.
        if (urls.Allowed(reference.ServiceUrl) is null)
        {
            return new SendOutcome.Refused("bot:service-url", false);
        }

        try
        {
            using var first = await PostAsync(reference, replyTo, body, rejected: false, cancellation);
            if (first.StatusCode != HttpStatusCode.Unauthorized)
            {
                return await ReadAsync(first, cancellation);
            }

            // A secret was changed or a token withdrawn: once more with a new one.
            using var second = await PostAsync(reference, replyTo, body, rejected: true, cancellation);
            return await ReadAsync(second, cancellation);
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
    public static BotActivity Compose(BotReference reference, string? replyTo, string body)
    {
        var (text, suggestions) = QuickReplies.Of(body, reference.UserId);
        return new BotActivity
        {
            Type = BotJson.Message,
            ChannelId = reference.ChannelId,
            ServiceUrl = reference.ServiceUrl,
            From = new BotAccount { Id = reference.BotId, Role = "bot" },
            Recipient = new BotAccount { Id = reference.UserId },
            Conversation = new BotConversation { Id = reference.ConversationId },
            ReplyToId = replyTo,
            Text = text,
            TextFormat = "plain",
            InputHint = "acceptingInput",
            SuggestedActions = suggestions,
        };
    }

    private async Task<HttpResponseMessage> PostAsync(BotReference reference, string? replyTo, string body, bool rejected, CancellationToken cancellation)
    {
        var url = $"{reference.ServiceUrl.TrimEnd('/')}/v3/conversations/{Uri.EscapeDataString(reference.ConversationId)}/activities";
        using var request = new HttpRequestMessage(HttpMethod.Post, replyTo is null ? url : $"{url}/{Uri.EscapeDataString(replyTo)}");
        if (await tokens.TokenAsync(rejected, cancellation) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(Compose(reference, replyTo, body), BotJson.Default.BotActivity));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var client = http.CreateClient(Client);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private async Task<SendOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var code = string.Create(CultureInfo.InvariantCulture, $"bot:{status}");
        return status switch
        {
            >= 200 and < 300 => new SendOutcome.Accepted(await IdAsync(response, cancellation)),
            401 => new SendOutcome.ChannelStopped(code),

            // The person blocked us, left, or the conversation is gone (S19).
            403 or 404 or 410 => new SendOutcome.Refused(code, true),
            429 => new SendOutcome.RetryLater(Wait(response), code),

            // A server that names a time has not taken it; one that just failed may have.
            >= 500 when response.Headers.RetryAfter is not null || status == 503 => new SendOutcome.RetryLater(Wait(response), code),
            >= 500 => new SendOutcome.Unknown(code),
            _ => new SendOutcome.Refused(code, false),
        };
    }

    private static async Task<string> IdAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var buffer = new byte[LongestAnswer];
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), BotJson.Default.BotResource)?.Id ?? "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or HttpRequestException)
        {
            // It was taken; some connectors say no more than that.
            return "";
        }
    }

    private TimeSpan Wait(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - clock.GetUtcNow() ?? ShortestWait : ShortestWait;
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
