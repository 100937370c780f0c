using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FamilyLink.Data.People;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Kannel;

/// <summary>
/// Hands SMS to Kannel's smsbox. By POST with its <c>X-Kannel-</c> headers, never by the better known GET: a URL ends in logs, with the number and the words in it (S20),
/// and an HTTP client may repeat a GET by itself when a connection breaks, which here would be a second message.
/// Kannel gives no id for what it takes; the row's own id travels in the address of its delivery reports and is the provider's id too.
/// </summary>
public sealed partial class KannelGateway(HttpClient http, IOptions<KannelOptions> options, IOptions<FamilyLinkOptions> service, ILogger<KannelGateway> log) : IMessageGateway
{
    private const int LongestAnswer = 4 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly KannelOptions _options = options.Value;

    /// <inheritdoc/>
    public string Provider => "kannel";

    /// <inheritdoc/>
    public Channel Channel => Channel.Sms;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var request = RequestFor(message);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var outcome = Meaning((int)response.StatusCode, await WordsAsync(response, patience.Token), message.Id);
            if (outcome is SendOutcome.Unknown unknown)
            {
                NotUnderstood(log, message.Id, unknown.Code);
            }

            return outcome;
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent: no connection was ever made.
            NoConnection(log, message.Id);
            return new SendOutcome.RetryLater(Later(), "kannel:no-connection");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
        {
            NoAnswer(log, message.Id, broken.GetType().Name);
            return new SendOutcome.Unknown("kannel:no-answer");
        }
    }

    /// <summary>
    /// Kannel cannot be asked: smsbox keeps no list of what it took. What settles a hand-off is the operator's own report, which comes within seconds when the message
    /// was taken and which moves the row by itself (<see cref="KannelDlrEndpoint"/>); then nobody asks here. Without one, the message may be in a store, on a telephone
    /// or nowhere, and sending it again could be a second time: a person decides.
    /// </summary>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation) =>
        Task.FromResult<Settlement>(new Settlement.CannotTell("kannel:no-report"));

    /// <summary>What an answer of smsbox means (its <c>delayed_http_reply</c> and <c>smsbox_sendsms_post</c>, version 1.4.5).</summary>
    public static SendOutcome Meaning(int status, string words, Guid id)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"kannel:{status}");
        return status switch
        {
            202 when words.StartsWith("0:", StringComparison.Ordinal) || words.StartsWith("3:", StringComparison.Ordinal) => new SendOutcome.Accepted(id.ToString("N")),

            // "Sent." is smsbox's own word before bearerbox has the message (immediate-sendsms-reply); anything else in a good answer is somebody else speaking.
            >= 200 and < 300 => new SendOutcome.Unknown("kannel:not-confirmed"),

            // No route for this number, a list that forbids it, or words Kannel cannot take: this message, not the channel.
            403 when words.StartsWith("Not routable", StringComparison.Ordinal) => new SendOutcome.Refused("kannel:not-routable", Unreachable: false),
            400 when words.StartsWith("Number(s) has/have been denied", StringComparison.Ordinal) => new SendOutcome.Refused("kannel:denied", Unreachable: false),
            400 when words.StartsWith("Charset or body", StringComparison.Ordinal) => new SendOutcome.Refused("kannel:body", Unreachable: false),
            408 => new SendOutcome.Unknown(code),
            429 => new SendOutcome.RetryLater(Later(), code),

            // The wrong password, address or form: nothing would go through until somebody has looked.
            >= 300 and < 500 => new SendOutcome.ChannelStopped(code),
            503 when words.StartsWith("Temporal failure", StringComparison.Ordinal) => new SendOutcome.RetryLater(Later(), "kannel:temporal"),
            500 when words.StartsWith("Sending failed", StringComparison.Ordinal) => new SendOutcome.RetryLater(Later(), "kannel:sending-failed"),
            _ => new SendOutcome.Unknown(code),
        };
    }

    // With jitter, so that a thousand postponed messages do not come back in the same second.
    private static TimeSpan Later() => Wait + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 5_000));

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // However much comes, no more than this is read or kept.
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private HttpRequestMessage RequestFor(GatewayMessage message)
    {
        var reports = (_options.CallbackBaseUrl is { Length: > 0 } inside ? inside : service.Value.PublicBaseUrl).TrimEnd('/');
        var request = new HttpRequestMessage(HttpMethod.Post, _options.SendUrl)
        {
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "UTF-8" };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("X-Kannel-Username", _options.Username);
        headers.TryAddWithoutValidation("X-Kannel-Password", _options.Password);
        headers.TryAddWithoutValidation("X-Kannel-From", _options.From);
        headers.TryAddWithoutValidation("X-Kannel-To", Addresses.NumberOf(message.Address));
        headers.TryAddWithoutValidation("X-Kannel-Coding", SmsSegments.Count(message.Body).Encoding == "UCS-2" ? "2" : "0");
        headers.TryAddWithoutValidation("X-Kannel-DLR-Mask", KannelDlrEndpoint.Mask.ToString(CultureInfo.InvariantCulture));
        headers.TryAddWithoutValidation("X-Kannel-DLR-Url", $"{reports}/kannel/dlr?secret={Uri.EscapeDataString(_options.Secret)}&id={message.Id:N}&status=%d&answer=%A");
        return request;
    }

    [LoggerMessage(1, LogLevel.Warning, "Kannel could not be reached; message {MessageId} waits.")]
    private static partial void NoConnection(ILogger log, Guid messageId);

    [LoggerMessage(2, LogLevel.Warning, "Kannel did not answer for message {MessageId} ({Kind}); a delivery report or a person settles it.")]
    private static partial void NoAnswer(ILogger log, Guid messageId, string kind);

    [LoggerMessage(3, LogLevel.Warning, "Kannel's answer for message {MessageId} was not understood ({Code}); a delivery report or a person settles it.")]
    private static partial void NotUnderstood(ILogger log, Guid messageId, string code);
}
