using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary><c>POST /twilio/voice</c> and the turns below it: somebody calls and presses keys; what they hear next goes back as one document.</summary>
public static class TwilioVoiceEndpoint
{
    private const int MostKeys = 24;
    private const int MostTurns = 10_000;

    /// <summary>Somebody calls: the call is answered, or refused unanswered and called back.</summary>
    public static async Task<IResult> CalledAsync(HttpContext context, TwilioVoiceRequestHandler door, MissedCalls missed, IOptions<VoiceOptions> options)
    {
        var (opened, refusal) = await door.OpenAsync(context);
        if (opened is null)
        {
            return refusal!;
        }

        if (options.Value.Incoming == IncomingCalls.CallBack
            && await missed.RefuseAsync("twilio", opened.Call, opened.Address, SiteSettings.LanguageOfNumber(opened.Address)))
        {
            return Twiml.Document(VoiceTwiml.Refuse());
        }

        return await door.AnswerAsync(opened, 0, InputKind.Call, "", context.RequestAborted);
    }

    /// <summary>Somebody, or a machine, answered a call of ours.</summary>
    public static async Task<IResult> AnsweredAsync(HttpContext context, TwilioVoiceRequestHandler door, OutboundCalls calls, CallReports reports)
    {
        var (opened, refusal) = await door.OpenAsync(context);
        if (opened is null)
        {
            return refusal!;
        }

        if (!Guid.TryParse(context.Request.Query["m"], out var message)
            || await calls.AnsweredAsync(message, "twilio", opened.Call, opened.Address, context.RequestAborted) is not { } incoming)
        {
            return Twiml.Document(VoiceTwiml.HangUp());
        }

        if (TwilioStatusEndpoint.IsMachine(opened.Form.GetValueOrDefault("AnsweredBy").ToString()))
        {
            // An answering machine may be heard by anybody, so nothing is said.
            await reports.ApplyAsync("twilio", opened.Call, message, CallEnd.Machine, "twilio:machine");
            return Twiml.Document(VoiceTwiml.HangUp());
        }

        return await door.AnswerAsync(incoming, 0, context.RequestAborted);
    }

    /// <summary>Somebody pressed keys, or nothing, or comes back from a person.</summary>
    public static async Task<IResult> TurnAsync(HttpContext context, TwilioVoiceRequestHandler door)
    {
        var (opened, refusal) = await door.OpenAsync(context);
        if (opened is null)
        {
            return refusal!;
        }

        var query = context.Request.Query;
        if (!int.TryParse(query["t"], NumberStyles.None, CultureInfo.InvariantCulture, out var turn) || turn is < 1 or > MostTurns)
        {
            return Results.BadRequest();
        }

        if (query["person"] == "1")
        {
            var talked = opened.Form.GetValueOrDefault("DialCallStatus").ToString() is "completed" or "answered";
            return await door.AnswerAsync(opened, turn, talked ? InputKind.Again : InputKind.NobodyAnswered, "", context.RequestAborted);
        }

        if (query["recorded"].ToString() is { Length: > 0 } recorded)
        {
            var id = opened.Form.GetValueOrDefault("RecordingSid").ToString();
            return await door.AnswerAsync(opened, turn, InputKind.Recorded, recorded == "1" && TwilioRecordings.IsId(id) ? id : "", context.RequestAborted);
        }

        var (kind, keys) = Keys(opened.Form.GetValueOrDefault("Digits").ToString(), query["silent"] == "1");
        return await door.AnswerAsync(opened, turn, kind, keys, context.RequestAborted);
    }

    /// <summary>What was pressed: star anywhere, or nothing but the hash key, means "again"; more keys than any secret has are cut.</summary>
    public static (InputKind Kind, string Keys) Keys(string digits, bool silent)
    {
        if (silent && digits.Length == 0)
        {
            return (InputKind.Silence, "");
        }

        var pressed = digits.Replace("#", "", StringComparison.Ordinal);
        return pressed.Length == 0 || pressed.Contains('*', StringComparison.Ordinal)
            ? (InputKind.Again, "")
            : (InputKind.Message, pressed.Length <= MostKeys ? pressed : pressed[..MostKeys]);
    }
}
