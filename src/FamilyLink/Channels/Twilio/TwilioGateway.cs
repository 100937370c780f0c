using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Twilio;

/// <summary>Sends SMS by Twilio's REST API and asks it what became of a hand-off (https://www.twilio.com/docs/messaging/api/message-resource).</summary>
public sealed class TwilioGateway(HttpClient http, IOptions<TwilioOptions> options, IOptions<FamilyLinkOptions> service) : IMessageGateway
{
    // https://www.twilio.com/docs/api/errors
    private const int OptedOutCode = 21610;
    private const int BadCredentials = 20003;
    private const int TooManyRequests = 20429;
    private const int LongestAnswer = 256 * 1024;
    private static readonly int[] Unreachable = [21211, 21214, 21217, 21407, 21421, 21608, 21614, 30003, 30005, 30006];
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(5);

    private readonly TwilioOptions _options = options.Value;

    /// <inheritdoc/>
    public string Provider => "twilio";

    /// <inheritdoc/>
    public Channel Channel => Channel.Sms;

    private string MessagesUrl => $"{_options.ApiBaseUrl.TrimEnd('/')}/2010-04-01/Accounts/{_options.AccountSid}/Messages.json";

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>
        {
            ["To"] = Addresses.NumberOf(message.Address),
            ["Body"] = message.Body,
            ["StatusCallback"] = $"{service.Value.PublicBaseUrl.TrimEnd('/')}/twilio/status?m={message.Id:N}",
        };
        if (_options.MessagingServiceSid is { Length: > 0 } serviceSid)
        {
            form["MessagingServiceSid"] = serviceSid;
        }
        else
        {
            form["From"] = _options.From ?? "";
        }

        try
        {
            using var request = Authorised(_options, HttpMethod.Post, MessagesUrl);
            request.Content = new FormUrlEncodedContent(form);
            using var response = await http.SendAsync(request, cancellation);
            return await ReadAsync(response, cancellation);
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent: no connection was ever made.
            return new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "twilio:no-connection");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return new SendOutcome.Unknown("twilio:no-answer");
        }
    }

    /// <inheritdoc/>
    public async Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation)
    {
        // The list is filtered by day; which of that day's messages is ours, its words and its time say. Clocks may differ by minutes.
        var from = since.AddMinutes(-5);
        var url = $"{MessagesUrl}?To={Uri.EscapeDataString(Addresses.NumberOf(message.Address))}&DateSent%3E={from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&PageSize=200";
        try
        {
            using var request = Authorised(_options, HttpMethod.Get, url);
            using var response = await http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return new Settlement.CannotTell($"twilio:{(int)response.StatusCode}");
            }

            using var document = JsonDocument.Parse(await BoundedAsync(response, cancellation));
            foreach (var item in document.RootElement.GetProperty("messages").EnumerateArray())
            {
                if (item.GetProperty("body").GetString() == message.Body
                    && item.GetProperty("sid").GetString() is { Length: > 0 } sid
                    && (!DateTimeOffset.TryParse(item.GetProperty("date_created").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
                        || created.UtcDateTime >= from)
                    && !await isAnothers(sid))
                {
                    return new Settlement.Taken(sid);
                }
            }

            return new Settlement.NotTaken();
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Settlement.CannotTell("twilio:no-answer");
        }
    }

    internal static async Task<SendOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return new SendOutcome.ChannelStopped("twilio:401");
        }

        if (status >= 500)
        {
            // A server that failed may have taken it first.
            return new SendOutcome.Unknown(string.Create(CultureInfo.InvariantCulture, $"twilio:{status}"));
        }

        using var document = JsonDocument.Parse(await BoundedAsync(response, cancellation));
        var root = document.RootElement;
        if (response.IsSuccessStatusCode)
        {
            return root.TryGetProperty("sid", out var sid) && sid.GetString() is { Length: > 0 } id
                ? new SendOutcome.Accepted(id)
                : new SendOutcome.Unknown("twilio:no-sid");
        }

        var code = root.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) ? value : status;
        var text = string.Create(CultureInfo.InvariantCulture, $"twilio:{code}");
        return code switch
        {
            OptedOutCode => new SendOutcome.OptedOut(text),
            BadCredentials => new SendOutcome.ChannelStopped(text),
            TooManyRequests or 429 or 63018 => new SendOutcome.RetryLater(Wait(response), text),
            _ => new SendOutcome.Refused(text, Unreachable.Contains(code)),
        };
    }

    private static TimeSpan Wait(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter?.Delta ?? ShortestWait;
        var wait = asked < ShortestWait ? ShortestWait : asked;

        // Jitter, so that a thousand postponed messages do not come back in the same second.
        return wait + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 3_000));
    }

    internal static async Task<string> BoundedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length == buffer.Length ? throw new JsonException("The answer is too long.") : Encoding.UTF8.GetString(buffer, 0, length);
    }

    internal static HttpRequestMessage Authorised(TwilioOptions options, HttpMethod method, string url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{options.AuthToken}")));
        return request;
    }
}
