using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Channels.Twilio;

/// <summary><c>POST /twilio/status</c>: what became of a message we sent. Late, early, doubled and unknown reports all change only what they may.</summary>
public static class TwilioStatusEndpoint
{
    private static readonly int[] Unreachable = [30003, 30005, 30006];

    /// <summary>Handles one report.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, TwilioRequest requests, DeliveryReports reports)
    {
        var (form, status) = await requests.ReadAsync(context);
        if (form is null)
        {
            return Results.StatusCode(status);
        }

        if (form.ContainsKey("CallSid"))
        {
            return Results.NoContent();
        }

        var sid = form.GetValueOrDefault("MessageSid").ToString();
        var state = form.GetValueOrDefault("MessageStatus").ToString();
        var error = int.TryParse(form.GetValueOrDefault("ErrorCode").ToString(), out var code) ? code : 0;
        Guid? ours = Guid.TryParse(context.Request.Query["m"].ToString(), out var id) ? id : null;
        if (sid.Length is 0 or > 64)
        {
            return Results.BadRequest();
        }

        var meaning = state switch
        {
            "queued" or "accepted" or "sending" or "sent" or "scheduled" => DeliveryMeaning.Taken,
            "delivered" or "read" => DeliveryMeaning.Arrived,
            "undelivered" or "failed" or "canceled" => error == 21610 ? DeliveryMeaning.OptedOut
                : Unreachable.Contains(error) ? DeliveryMeaning.Unreachable
                : DeliveryMeaning.Lost,
            _ => DeliveryMeaning.Unknown,
        };
        await reports.ApplyAsync("twilio", sid, ours, meaning, error == 0 ? $"twilio:{state}" : $"twilio:{error}");
        return Results.NoContent();
    }
}
