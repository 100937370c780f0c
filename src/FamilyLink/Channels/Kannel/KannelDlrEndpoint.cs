using System.Globalization;
using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Channels.Kannel;

/// <summary><c>GET /kannel/dlr</c>: what became of a message we sent. Late, early, doubled and unknown reports all change only what they may.</summary>
public static partial class KannelDlrEndpoint
{
    /// <summary>The reports we ask for: delivered 1, not delivered 2, waiting at the operator 4, taken by the operator 8, refused by the operator 16.</summary>
    public const int Mask = 31;

    // ESME_RINVDSTADR: the operator says that there is no such number.
    private const string NoSuchNumber = "NACK/0x0000000b/";

    // ESME_RMSGQFUL, ESME_RTHROTTLED, ESME_RSYSERR, ESME_RX_T_APPN: the operator's queue is full or it is busy (SMPP 3.4, 5.1.3). Nothing was sent, and may be in a while.
    private static readonly string[] RetryLaterCodes = ["NACK/0x00000014", "NACK/0x00000058", "NACK/0x00000008", "NACK/0x00000064"];

    /// <summary>Handles one report.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, KannelRequest requests, DeliveryReports reports, ILoggerFactory logs)
    {
        var log = logs.CreateLogger("FamilyLink.Channels.Kannel");
        if (requests.Read(context) is not { } query)
        {
            Refused(log, StatusCodes.Status403Forbidden);
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!Guid.TryParse(KannelMoEndpoint.Word(query, "id"), out var id)
            || !int.TryParse(KannelMoEndpoint.Word(query, "status"), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            Refused(log, StatusCodes.Status400BadRequest);
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        var answer = query.TryGetValue("answer", out var said) ? System.Text.Encoding.UTF8.GetString(said) : "";
        await reports.ApplyAsync("kannel", id.ToString("N"), id, MeaningOf(status, answer), string.Create(CultureInfo.InvariantCulture, $"kannel:dlr-{status}"));
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>What a report says.</summary>
    /// <param name="status">Kannel's <c>%d</c>.</param>
    /// <param name="answer">Kannel's <c>%A</c>: the operator's own words.</param>
    public static DeliveryMeaning MeaningOf(int status, string answer) => status switch
    {
        1 => DeliveryMeaning.Arrived,

        // The receipt's own word tells a number that cannot be reached from a telephone that was off for too long (SMPP 3.4, appendix B).
        2 => answer.Contains("stat:UNDELIV", StringComparison.OrdinalIgnoreCase) ? DeliveryMeaning.Unreachable : DeliveryMeaning.Lost,
        4 or 8 => DeliveryMeaning.Accepted,
        16 when Array.Exists(RetryLaterCodes, code => answer.StartsWith(code, StringComparison.OrdinalIgnoreCase)) => DeliveryMeaning.Again,
        16 => answer.StartsWith(NoSuchNumber, StringComparison.OrdinalIgnoreCase) ? DeliveryMeaning.Unreachable : DeliveryMeaning.Lost,
        _ => DeliveryMeaning.Unknown,
    };

    [LoggerMessage(11, LogLevel.Warning, "A Kannel delivery report was refused with {Status}.")]
    private static partial void Refused(ILogger log, int status);
}
