using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>
/// Calls people by Twilio's REST API (https://www.twilio.com/docs/voice/api/call-resource). What they hear is asked for when they answer; Twilio first
/// finds out whether a machine did (https://www.twilio.com/docs/voice/answering-machine-detection).
/// </summary>
public sealed class TwilioVoiceGateway(TwilioApi api, IOptions<TwilioOptions> options, IOptions<VoiceOptions> voice, IOptions<FamilyLinkOptions> service) : IMessageGateway
{
    // Long enough to find a phone in a bag, too short for the voice box of most networks.
    private const int RingSeconds = 30;

    /// <inheritdoc/>
    public string Provider => "twilio";

    /// <inheritdoc/>
    public Channel Channel => Channel.Voice;

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        var ours = service.Value.PublicBaseUrl.TrimEnd('/');
        var create = new CreateCallOptions(new PhoneNumber(Addresses.NumberOf(message.Address)), new PhoneNumber(voice.Value.Sender(options.Value.From)))
        {
            Url = new Uri($"{ours}/twilio/voice/answered?m={message.Id:N}"),
            Method = global::Twilio.Http.HttpMethod.Post,
            StatusCallback = new Uri($"{ours}/twilio/status?m={message.Id:N}"),
            StatusCallbackMethod = global::Twilio.Http.HttpMethod.Post,
            MachineDetection = "Enable",
            Timeout = RingSeconds,
        };

        // Without an answer a telephone may be ringing: never dialled again before Twilio was asked.
        return api.CreateAsync(async client => (await CallResource.CreateAsync(create, client)).Sid, cancellation);
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation)
    {
        // Clocks may differ by minutes; which call is ours, its number and its time say.
        var from = since.AddMinutes(-5);
        var number = Addresses.NumberOf(message.Address);
        var read = new ReadCallOptions { To = new PhoneNumber(number), PageSize = TwilioGateway.PageSize, Limit = TwilioGateway.MostListed };
        return api.FindAsync(
            async client =>
            {
                var seen = 0;
                foreach (var item in await CallResource.ReadAsync(read, client))
                {
                    if (item.DateCreated?.ToUniversalTime() < from)
                    {
                        return new Settlement.NotReceived();
                    }

                    if (item.Sid is { Length: > 0 } sid && item.To == number && item.Direction == "outbound-api" && !await isAnothers(sid))
                    {
                        return new Settlement.Received(sid);
                    }

                    seen++;
                }

                return seen < TwilioGateway.MostListed ? new Settlement.NotReceived() : new Settlement.CannotTell("twilio:too-many");
            },
            cancellation);
    }
}
