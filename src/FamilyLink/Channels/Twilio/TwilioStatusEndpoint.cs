using FamilyLink.Messaging.Outbound;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Channels.Twilio;

/// <summary><c>POST /twilio/status</c>: what became of a message we sent or a call we made. Late, early, doubled and unknown reports all change only what they may.</summary>
public static class TwilioStatusEndpoint
{
    private static readonly int[] Unreachable = [30003, 30005, 30006];

    // Not a number, or one that cannot be dialled: https://www.twilio.com/docs/api/errors
    private static readonly int[] NoSuchNumber = [13223, 13224, 21211, 21214, 21217];

    /// <summary>Handles one report.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, TwilioRequest requests, DeliveryReports reports, CallReports calls)
    {
        var (form, status) = await requests.ReadAsync(context);
        if (form is null)
        {
            return Results.StatusCode(status);
        }

        if (form.TryGetValue("CallSid", out var call))
        {
            return await CallAsync(context, form, call.ToString(), calls);
        }

        var sid = form.GetValueOrDefault("MessageSid").ToString();
        var state = form.GetValueOrDefault("MessageStatus").ToString();
        var error = int.TryParse(form.GetValueOrDefault("ErrorCode").ToString(), out var code) ? code : 0;
        Guid? ours = Guid.TryParse(context.Request.Query["m"].ToString(), out var id) ? id : null;
        if (!IsSid(sid))
        {
            return Results.BadRequest();
        }

        var meaning = state switch
        {
            "queued" or "accepted" or "sending" or "sent" or "scheduled" => DeliveryMeaning.Accepted,
            "delivered" or "read" => DeliveryMeaning.Arrived,
            "undelivered" or "failed" or "canceled" => error == 21610 ? DeliveryMeaning.OptedOut
                : TwilioApi.RefusesTheService.Contains(error) ? DeliveryMeaning.ChannelStopped
                : Unreachable.Contains(error) ? DeliveryMeaning.Unreachable
                : DeliveryMeaning.Lost,
            _ => DeliveryMeaning.Unknown,
        };
        await reports.ApplyAsync("twilio", sid, ours, meaning, error == 0 ? $"twilio:{state}" : $"twilio:{error}");
        return Results.NoContent();
    }

    private static async Task<IResult> CallAsync(HttpContext context, Dictionary<string, StringValues> form, string call, CallReports calls)
    {
        if (!IsSid(call))
        {
            return Results.BadRequest();
        }

        Guid? ours = Guid.TryParse(context.Request.Query["m"].ToString(), out var id) ? id : null;
        var state = form.GetValueOrDefault("CallStatus").ToString();
        var error = int.TryParse(form.GetValueOrDefault("ErrorCode").ToString(), out var code) ? code : 0;
        CallEnd? end = state switch
        {
            "completed" => IsMachine(form.GetValueOrDefault("AnsweredBy").ToString()) ? CallEnd.Machine : CallEnd.Answered,
            "failed" when NoSuchNumber.Contains(error) => CallEnd.NoSuchNumber,
            "busy" or "no-answer" or "canceled" or "failed" => CallEnd.NotAnswered,
            _ => null,
        };
        if (end is { } ended)
        {
            await calls.ApplyAsync("twilio", call, ours, ended, error == 0 ? $"twilio:{state}" : $"twilio:{error}");
        }

        return Results.NoContent();
    }

    // PostgreSQL takes no U+0000 in a question either.
    private static bool IsSid(string sid) => sid.Length is > 0 and <= 64 && sid.All(char.IsAsciiLetterOrDigit);

    /// <summary>True when Twilio says that no person answered.</summary>
    public static bool IsMachine(string answeredBy) => answeredBy.StartsWith("machine", StringComparison.Ordinal) || answeredBy == "fax";
}
