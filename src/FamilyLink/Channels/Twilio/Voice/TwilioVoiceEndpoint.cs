using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary><c>POST /twilio/voice</c> and the turns below it: somebody calls and presses keys; what they hear next goes back as one document.</summary>
public static partial class TwilioVoiceEndpoint
{
    private const int LongestSid = 64;
    private const int MostKeys = 24;
    private const int MostTurns = 10_000;

    /// <summary>Somebody calls.</summary>
    public static Task<IResult> CalledAsync(HttpContext context, TwilioRequest requests, ConversationDesk desk, VoiceTwiml twiml, ILoggerFactory logs) =>
        HandleAsync(context, requests, desk, twiml, logs, _ => (0, ActivityKind.Call, ""));

    /// <summary>Somebody pressed keys, or nothing.</summary>
    public static Task<IResult> TurnAsync(HttpContext context, TwilioRequest requests, ConversationDesk desk, VoiceTwiml twiml, ILoggerFactory logs) =>
        HandleAsync(context, requests, desk, twiml, logs, form =>
        {
            if (!int.TryParse(context.Request.Query["t"], NumberStyles.None, CultureInfo.InvariantCulture, out var turn) || turn is < 1 or > MostTurns)
            {
                return null;
            }

            var (kind, keys) = Keys(form.GetValueOrDefault("Digits").ToString(), context.Request.Query["silent"] == "1");
            return (turn, kind, keys);
        });

    /// <summary>What was pressed: star anywhere, or nothing but the hash key, means "again"; more keys than any secret has are cut.</summary>
    public static (ActivityKind Kind, string Keys) Keys(string digits, bool silent)
    {
        if (silent && digits.Length == 0)
        {
            return (ActivityKind.Silence, "");
        }

        var pressed = digits.Replace("#", "", StringComparison.Ordinal);
        return pressed.Length == 0 || pressed.Contains('*', StringComparison.Ordinal)
            ? (ActivityKind.Again, "")
            : (ActivityKind.Message, pressed.Length <= MostKeys ? pressed : pressed[..MostKeys]);
    }

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        TwilioRequest requests,
        ConversationDesk desk,
        VoiceTwiml twiml,
        ILoggerFactory logs,
        Func<Dictionary<string, StringValues>, (int Turn, ActivityKind Kind, string Keys)?> read)
    {
        var (form, status) = await requests.ReadAsync(context);
        var log = logs.CreateLogger("FamilyLink.Channels.Twilio");
        if (form is null)
        {
            Refused(log, status);
            return Results.StatusCode(status);
        }

        var call = form.GetValueOrDefault("CallSid").ToString();
        if (call.Length is 0 or > LongestSid || !call.All(char.IsAsciiLetterOrDigit) || read(form) is not { } what)
        {
            Refused(log, StatusCodes.Status400BadRequest);
            return Results.BadRequest();
        }

        // A withheld number is answered like any other; the talk belongs to the call alone.
        var address = Telephone.Canonical(form.GetValueOrDefault("From").ToString()) is { } from ? Addresses.Telephone(from) : "call:" + call;
        var arrival = new Arrival(
            "twilio",
            string.Create(CultureInfo.InvariantCulture, $"{call}:{what.Turn}"),
            Channel.Voice,
            address,
            what.Keys,
            Medium.Voice,
            what.Kind,
            Call: call);
        var answer = await desk.ReceiveAsync(arrival, context.RequestAborted);
        if (answer.DifferentBody)
        {
            DifferentKeys(log, call, what.Turn);
        }

        // Only words whose key was destroyed cannot be said again.
        return answer.Reply is { } page
            ? Results.Text(twiml.Write(VoicePage.Read(page), what.Turn + 1), Twiml.MediaType)
            : Results.StatusCode(StatusCodes.Status410Gone);
    }

    [LoggerMessage(11, LogLevel.Warning, "A Twilio voice request was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);

    [LoggerMessage(12, LogLevel.Warning, "Turn {Turn} of call {Call} came twice with different keys; the first stands.")]
    private static partial void DifferentKeys(ILogger log, string call, int turn);
}
