using FamilyLink.Data.People;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace FamilyLink.Channels.Twilio;

/// <summary>Sends SMS by Twilio's REST API and asks it what became of a hand-off (https://www.twilio.com/docs/messaging/api/message-resource).</summary>
public sealed class TwilioGateway(TwilioApi api, IOptions<TwilioOptions> options, IOptions<FamilyLinkOptions> service) : IMessageGateway
{
    /// <summary>How many of a person's messages are looked through to settle one.</summary>
    public const int MostListed = 200;

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
        // The list is filtered by day; which of that day's messages is ours, its words and its time say. Clocks may differ by minutes.
        var from = since.AddMinutes(-5);
        var read = new ReadMessageOptions { To = new PhoneNumber(Addresses.NumberOf(message.Address)), DateSentAfter = from.Date, PageSize = MostListed, Limit = MostListed };
        return api.FindAsync(
            async client =>
            {
                var found = await MessageResource.ReadAsync(read, client);
                found.AutoPaging = false;
                foreach (var item in found)
                {
                    if (item.Body == message.Body && item.Sid is { Length: > 0 } sid && (item.DateCreated is not { } created || created.ToUniversalTime() >= from) && !await isAnothers(sid))
                    {
                        return new Settlement.Taken(sid);
                    }
                }

                return new Settlement.NotTaken();
            },
            cancellation);
    }
}
