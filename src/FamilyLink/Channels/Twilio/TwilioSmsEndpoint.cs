using System.Text.RegularExpressions;
using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Twilio;

/// <summary><c>POST /twilio/sms</c>: somebody wrote; the answer goes back in the response.</summary>
public static partial class TwilioSmsEndpoint
{
    private const int LongestSid = 64;

    /// <summary>Handles one request.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, TwilioRequest requests, TurnProcessor service, OneWaySenders oneWay, UnknownWay unknown, IOptions<TwilioOptions> options, ILoggerFactory logs)
    {
        var (form, status) = await requests.ReadAsync(context);
        var log = logs.CreateLogger("FamilyLink.Channels.Twilio");
        if (form is null)
        {
            Refused(log, status);
            return Results.StatusCode(status);
        }

        var sid = form.GetValueOrDefault("MessageSid").ToString();
        if (sid.Length is 0 or > LongestSid || !sid.All(char.IsAsciiLetterOrDigit))
        {
            Refused(log, StatusCodes.Status400BadRequest);
            return Results.BadRequest();
        }

        var sender = form.GetValueOrDefault("From").ToString().Trim();
        if (Scheme().IsMatch(sender))
        {
            // whatsapp:, rcs: and the like are other channels than the one people agreed to: nothing is told there, and somebody is told that messages come by it.
            await unknown.NoteAsync();
            await oneWay.HearAsync("twilio", sid, sender, form.GetValueOrDefault("Body").ToString(), context.RequestAborted);
            NotAPerson(log, sid);
            return Twiml.Message(null);
        }

        // Our own number would answer itself for ever.
        var from = Telephone.Canonical(sender);
        if (from is null || from == options.Value.From || from == form.GetValueOrDefault("To").ToString())
        {
            if (from is null)
            {
                await oneWay.HearAsync("twilio", sid, sender, form.GetValueOrDefault("Body").ToString(), context.RequestAborted);
            }

            NotAPerson(log, sid);
            return Twiml.Message(null);
        }

        var body = Meant(form.GetValueOrDefault("Body").ToString(), form.GetValueOrDefault("OptOutType").ToString());
        var pictureOnly = body.Length == 0 && int.TryParse(form.GetValueOrDefault("NumMedia").ToString(), out var media) && media > 0;
        var incoming = new IncomingMessage("twilio", sid, Channel.Sms, Addresses.Telephone(from), body, Kind: pictureOnly ? InputKind.Attachment : InputKind.Message);
        var answer = await service.ReceiveAsync(incoming, context.RequestAborted);
        if (answer.DifferentBody)
        {
            DifferentBody(log, sid);
            return Results.Conflict();
        }

        return Twiml.Message(answer.Reply);
    }

    // Twilio knows words of stopping and starting that we do not, and has acted on them itself; the words stay beside it, they may tell of more
    // (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out).
    private static string Meant(string body, string optOut) => (optOut, ControlWords.Read(body).Intent) switch
    {
        ("STOP", not Intent.Stop) => "STOP. " + body,
        ("START", not Intent.Start) => "START",
        _ => body,
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [LoggerMessage(1, LogLevel.Warning, "A Twilio request was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);

    [LoggerMessage(2, LogLevel.Information, "Message {Sid} came from no telephone number and was not answered.")]
    private static partial void NotAPerson(ILogger log, string sid);

    [LoggerMessage(3, LogLevel.Warning, "Message {Sid} came twice with different words; the first stands.")]
    private static partial void DifferentBody(ILogger log, string sid);
}
