using System.Globalization;
using System.Text.Json;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>
/// Calls people by Twilio's REST API (https://www.twilio.com/docs/voice/api/call-resource). What they hear is asked for when they answer; Twilio first
/// finds out whether a machine did (https://www.twilio.com/docs/voice/answering-machine-detection).
/// </summary>
public sealed class TwilioVoiceGateway(HttpClient http, IOptions<TwilioOptions> options, IOptions<VoiceOptions> voice, IOptions<FamilyLinkOptions> service) : IMessageGateway
{
    // Long enough to find a phone in a bag, too short for the voice box of most networks.
    private const int RingSeconds = 30;

    private readonly TwilioOptions _options = options.Value;

    /// <inheritdoc/>
    public string Provider => "twilio";

    /// <inheritdoc/>
    public Channel Channel => Channel.Voice;

    private string CallsUrl => $"{_options.ApiBaseUrl.TrimEnd('/')}/2010-04-01/Accounts/{_options.AccountSid}/Calls.json";

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        var ours = service.Value.PublicBaseUrl.TrimEnd('/');
        var form = new Dictionary<string, string>
        {
            ["To"] = Addresses.NumberOf(message.Address),
            ["From"] = voice.Value.Sender(_options.From),
            ["Url"] = $"{ours}/twilio/voice/answered?m={message.Id:N}",
            ["Method"] = "POST",
            ["StatusCallback"] = $"{ours}/twilio/status?m={message.Id:N}",
            ["StatusCallbackMethod"] = "POST",
            ["MachineDetection"] = "Enable",
            ["Timeout"] = RingSeconds.ToString(CultureInfo.InvariantCulture),
        };
        try
        {
            using var request = TwilioGateway.Authorised(_options, HttpMethod.Post, CallsUrl);
            request.Content = new FormUrlEncodedContent(form);
            using var response = await http.SendAsync(request, cancellation);
            return await TwilioGateway.ReadAsync(response, cancellation);
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new SendOutcome.RetryLater(TimeSpan.FromSeconds(30), "twilio:no-connection");
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // A telephone may be ringing: never dialled again before Twilio was asked.
            return new SendOutcome.Unknown("twilio:no-answer");
        }
    }

    /// <inheritdoc/>
    public async Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation)
    {
        // Clocks may differ by minutes; which call is ours, its number and its time say.
        var from = since.AddMinutes(-5);
        var url = $"{CallsUrl}?To={Uri.EscapeDataString(Addresses.NumberOf(message.Address))}&StartTime%3E={from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&PageSize=200";
        try
        {
            using var request = TwilioGateway.Authorised(_options, HttpMethod.Get, url);
            using var response = await http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return new Settlement.CannotTell($"twilio:{(int)response.StatusCode}");
            }

            using var document = JsonDocument.Parse(await TwilioGateway.BoundedAsync(response, cancellation));
            foreach (var item in document.RootElement.GetProperty("calls").EnumerateArray())
            {
                if (item.GetProperty("sid").GetString() is { Length: > 0 } sid
                    && item.GetProperty("to").GetString() == Addresses.NumberOf(message.Address)
                    && item.GetProperty("direction").GetString() == "outbound-api"
                    && DateTimeOffset.TryParse(item.GetProperty("date_created").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
                    && created.UtcDateTime >= from
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
}
