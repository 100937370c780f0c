using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>A signed request about a call.</summary>
/// <param name="Call">Twilio's id of the call.</param>
/// <param name="Address">The canonical address of the person, whoever called whom; the call itself when the number is withheld.</param>
/// <param name="Form">Everything Twilio sent.</param>
public sealed record CallRequest(string Call, string Address, Dictionary<string, StringValues> Form);

/// <summary>The guard of every voice webhook, and the way from a turn to its document.</summary>
public sealed partial class TwilioVoiceRequestHandler(TwilioRequest requests, TurnProcessor service, VoiceTwiml twiml, ILogger<TwilioVoiceRequestHandler> log)
{
    private const int LongestSid = 64;

    /// <summary>Reads a request, or says what to answer instead.</summary>
    public async Task<(CallRequest? Request, IResult? Refusal)> OpenAsync(HttpContext context)
    {
        var (form, status) = await requests.ReadAsync(context);
        if (form is null)
        {
            Refused(log, status);
            return (null, Results.StatusCode(status));
        }

        var call = form.GetValueOrDefault("CallSid").ToString();
        if (call.Length is 0 or > LongestSid || !call.All(char.IsAsciiLetterOrDigit))
        {
            Refused(log, StatusCodes.Status400BadRequest);
            return (null, Results.BadRequest());
        }

        // In a call of ours the person is at the called end. A withheld number is answered like any other; the talk belongs to the call alone.
        var outbound = form.GetValueOrDefault("Direction").ToString().StartsWith("outbound", StringComparison.Ordinal);
        var person = form.GetValueOrDefault(outbound ? "To" : "From").ToString();
        return (new CallRequest(call, Telephone.Canonical(person) is { } number ? Addresses.Telephone(number) : Addresses.Call(call), form), null);
    }

    /// <summary>Runs a turn and writes its document.</summary>
    public Task<IResult> AnswerAsync(CallRequest request, int turn, InputKind kind, string keys, CancellationToken cancellation) => AnswerAsync(
        new IncomingMessage(
            "twilio",
            string.Create(CultureInfo.InvariantCulture, $"{request.Call}:{turn}"),
            Channel.Voice,
            request.Address,
            keys,
            Medium.Voice,
            kind,
            Call: request.Call),
        turn,
        cancellation,
        fromPerson: kind == InputKind.NobodyAnswered);

    /// <summary>Runs a turn that is made up already.</summary>
    public async Task<IResult> AnswerAsync(IncomingMessage incoming, int turn, CancellationToken cancellation, bool fromPerson = false)
    {
        var answer = await service.ReceiveAsync(incoming, cancellation);
        if (answer.DifferentBody)
        {
            DifferentKeys(log, incoming.ProviderId);
        }

        // The stored reply can only be missing if the person was erased.
        return answer.Reply is { } page
            ? Twiml.Document(twiml.Write(VoicePage.Read(page), turn + 1, fromPerson))
            : Results.StatusCode(StatusCodes.Status410Gone);
    }

    [LoggerMessage(11, LogLevel.Warning, "A Twilio voice request was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);

    [LoggerMessage(12, LogLevel.Warning, "Turn {Turn} of a call came twice with different keys; the first stands.")]
    private static partial void DifferentKeys(ILogger log, string turn);
}
