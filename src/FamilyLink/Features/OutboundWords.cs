using FamilyLink.Data.Messages;
using FamilyLink.Messaging.Approval;

namespace FamilyLink.Features;

/// <summary>What became of a message that goes out, in the words of the console.</summary>
public static class OutboundWords
{
    /// <summary>The state of a message, in the reader's language.</summary>
    public static string Say(ConsoleText text, OutboundState state, string? code, DateTime notBefore, DateTime now) =>
        state == OutboundState.Waiting && notBefore > now ? text["waits until {0}", text.Moment(notBefore)]
        : code is not null && state == OutboundState.Cancelled ? text["not sent: {0}", text[Why(code)]]
        : text[Say(state)];

    private static string Say(OutboundState state) => state switch
    {
        OutboundState.Waiting or OutboundState.Sending => "on its way",
        OutboundState.Sent => "sent",
        OutboundState.Delivered => "arrived",
        OutboundState.Cancelled => "not sent",
        OutboundState.Expired => "not sent: too late",
        OutboundState.Refused or OutboundState.Undelivered => "did not arrive",
        _ => "nobody knows yet",
    };

    private static string Why(string? code) => code switch
    {
        "gate:not-verified" => "they were not verified any more",
        "gate:channel" => "nothing in writing on this phone; call",
        "gate:opted-out" or "stop" => "they asked to be left alone",
        "gate:too-late" => "they wrote too long ago; call",
        "gate:no-policy" => "no safe-contact policy holds",
        "gate:no-window" => "no safe hour is left",
        "gate:review-ended" => "the reviewed text has changed",
        _ => code ?? "not known",
    };

    /// <summary>Why a message did not go out, in the words of the console.</summary>
    public static string Reason(string? code) => code switch
    {
        "gate:no-policy" => "There is no safe-contact policy, or it has ended.",
        "gate:channel" => "The phone is shared, or text messages are not a safe way. Tell it by telephone.",
        "gate:no-window" => "There is no safe hour before the policy ends.",
        { } gone when gone.StartsWith("gate:" + ApprovalDigest.Void, StringComparison.Ordinal) => Void(gone),
        "gate:no-duty-window" => "This news is only sent while somebody can answer, and that is never in the person's safe hours. Call them.",
        "gate:erased" => "The person asked to be forgotten.",
        "gate:held" or "gate:withdrawn" => "Somebody held it back.",
        "gate:address-replaced" => "The number is not theirs any more.",
        { } gate when gate.StartsWith("gate:", StringComparison.Ordinal) => Messaging.Gate.Permissions.Explain(gate["gate:".Length..]),
        null => "Not known.",
        _ => $"The gateway said: {code}.",
    };

    private static string Void(string code)
    {
        var changed = code.IndexOf(ApprovalDigest.Void + ":", StringComparison.Ordinal) is var at and >= 0 ? code[(at + ApprovalDigest.Void.Length + 1)..].Split('+').Select(DigestParts.Say) : [];
        return $"Approvals do not hold any more ({string.Join(", ", changed.DefaultIfEmpty("too few are left"))}). Two people must approve again.";
    }
}
