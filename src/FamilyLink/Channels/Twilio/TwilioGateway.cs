using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace FamilyLink.Channels.Twilio;

/// <summary>Sends SMS by Twilio's REST API and asks it what became of a hand-off (https://www.twilio.com/docs/messaging/api/message-resource).</summary>
public sealed class TwilioGateway(TwilioApi api, IOptions<TwilioOptions> options, IOptions<FamilyLinkOptions> service) : IMessageGateway
{
    /// <summary>Messages a page of the provider's list.</summary>
    public const int PageSize = 200;

    /// <summary>How many of a person's messages, the newest first, are looked through to settle one.</summary>
    public const int MostListed = 2_000;

    /// <inheritdoc/>
    public string Provider => "twilio";

    /// <inheritdoc/>
    public Channel Channel => Channel.Sms;

    /// <inheritdoc/>
    public Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation)
    {
        var create = new CreateMessageOptions(new PhoneNumber(Addresses.NumberOf(message.Address)))
        {
            Body = message.Body,
            StatusCallback = new Uri($"{service.Value.PublicBaseUrl.TrimEnd('/')}/twilio/status?m={message.Id:N}"),
        };
        if (options.Value.MessagingServiceSid is { Length: > 0 } serviceSid)
        {
            create.MessagingServiceSid = serviceSid;
        }
        else
        {
            create.From = new PhoneNumber(options.Value.From ?? "");
        }

        return api.CreateAsync(async client => (await MessageResource.CreateAsync(create, client)).Sid, cancellation);
    }

    /// <inheritdoc/>
    public Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation)
    {
        // Not filtered by the day it was sent, which a message that is still queued has not; the newest come first, and which of them is ours, its words and the
        // time it was made say. Clocks may differ by minutes.
        var from = since.AddMinutes(-5);
        var read = new ReadMessageOptions { To = new PhoneNumber(Addresses.NumberOf(message.Address)), PageSize = PageSize, Limit = MostListed };
        return api.FindAsync(
            async client =>
            {
                var seen = 0;
                foreach (var item in await MessageResource.ReadAsync(read, client))
                {
                    if (item.DateCreated?.ToUniversalTime() < from)
                    {
                        return new Settlement.NotReceived();
                    }

                    if (item.Body == message.Body && item.Sid is { Length: > 0 } sid && !await isAnothers(sid))
                    {
                        return new Settlement.Received(sid);
                    }

                    seen++;
                }

                return seen < MostListed ? new Settlement.NotReceived() : new Settlement.CannotTell("twilio:too-many");
            },
            cancellation);
    }
}
