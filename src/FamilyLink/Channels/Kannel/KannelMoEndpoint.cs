using System.Text;
using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Kannel;

/// <summary>
/// <c>GET /kannel/mo</c>: somebody wrote; the answer goes back in the response, and smsbox sends it.
/// <para>
/// <c>id</c> is bearerbox's own (<c>%I</c>): a UUID drawn at random when the message comes in from the operator, kept in its store, and repeated when it delivers the
/// message again after a crash or when smsbox asks again. Nothing about it is counted from a start, so it is unique across restarts and across machines, and by itself
/// says which message this is. Text, sender and time are not part of it: two people may write the same words in the same second, and one person may write “1” twice.
/// What an operator sends a second time, because bearerbox died before thanking for it, has a new UUID and is a new message to everybody.
/// </para>
/// </summary>
public static partial class KannelMoEndpoint
{
    /// <summary>Handles one request.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, KannelRequest requests, TurnProcessor service, OneWaySenders oneWay, IOptions<KannelOptions> options, ILoggerFactory logs)
    {
        var log = logs.CreateLogger("FamilyLink.Channels.Kannel");
        if (requests.Read(context) is not { } query)
        {
            Refused(log, StatusCodes.Status403Forbidden);
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!Guid.TryParse(Word(query, "id"), out var id) || id == Guid.Empty)
        {
            Refused(log, StatusCodes.Status400BadRequest);
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        var text = KannelText.Read(query.GetValueOrDefault("text") ?? [], Word(query, "charset"), Word(query, "coding"));
        var sender = Word(query, "from");
        if (KannelText.Sender(sender, options.Value.Country) is not { } from)
        {
            await oneWay.HearAsync("kannel", id.ToString("N"), sender, text ?? "", context.RequestAborted);
            NotAPerson(log, id);
            return EmptyReply();
        }

        if (from.TrimStart('+') == options.Value.From.TrimStart('+'))
        {
            // Our own number would answer itself for ever.
            NotAPerson(log, id);
            return EmptyReply();
        }

        var incoming = new IncomingMessage("kannel", id.ToString("N"), Channel.Sms, Addresses.Telephone(from), text ?? "", Kind: text is null ? InputKind.Attachment : InputKind.Message);
        var answer = await service.ReceiveAsync(incoming, context.RequestAborted);
        if (answer.DifferentBody)
        {
            DifferentBody(log, id);
            return Results.StatusCode(StatusCodes.Status409Conflict);
        }

        if (string.IsNullOrEmpty(answer.Reply))
        {
            return EmptyReply();
        }

        // Without this header smsbox would squeeze Lao into the operator's Latin alphabet.
        context.Response.Headers["X-Kannel-Coding"] = SmsSegments.Count(answer.Reply).Encoding == "UCS-2" ? "2" : "0";
        return Results.Text(answer.Reply, "text/plain", Encoding.UTF8);
    }

    /// <summary>One value as a short word.</summary>
    internal static string Word(IReadOnlyDictionary<string, byte[]> query, string name) =>
        query.TryGetValue(name, out var bytes) && bytes.Length <= 128 ? Encoding.UTF8.GetString(bytes) : "";

    // No words. smsbox would send "<Empty reply from service provider>" in their place, unless its sms-service says omit-empty = true: the README's configuration does.
    private static IResult EmptyReply() => Results.Text("", "text/plain", Encoding.UTF8);

    [LoggerMessage(1, LogLevel.Warning, "A Kannel request was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);

    [LoggerMessage(2, LogLevel.Information, "Message {Id} came from no telephone number and was not answered.")]
    private static partial void NotAPerson(ILogger log, Guid id);

    [LoggerMessage(3, LogLevel.Warning, "Message {Id} came twice with different words; the first stands.")]
    private static partial void DifferentBody(ILogger log, Guid id);
}
