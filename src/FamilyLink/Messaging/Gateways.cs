using FamilyLink.Data.People;

namespace FamilyLink.Messaging;

/// <summary>A message at the moment of hand-off, opened.</summary>
/// <param name="Id">The row's id; status callbacks bring it back.</param>
/// <param name="Address">The canonical address, such as <c>tel:+8562055550101</c>.</param>
/// <param name="Body">The exact words.</param>
/// <param name="Language">Their language.</param>
public sealed record GatewayMessage(Guid Id, string Address, string Body, string Language);

/// <summary>What a gateway said about one hand-off.</summary>
public abstract record SendOutcome
{
    /// <summary>Taken; the provider's id for it.</summary>
    public sealed record Accepted(string ProviderId) : SendOutcome;

    /// <summary>Certainly not taken, and worth another try after the given time.</summary>
    public sealed record RetryLater(TimeSpan After, string Code) : SendOutcome;

    /// <summary>Certainly not taken, and never will be for this number. <paramref name="Unreachable"/> quarantines the number (S19).</summary>
    public sealed record Refused(string Code, bool Unreachable) : SendOutcome;

    /// <summary>The person opted out at the provider (S3).</summary>
    public sealed record OptedOut(string Code) : SendOutcome;

    /// <summary>The request left and its fate is not known: to be settled, never repeated blindly.</summary>
    public sealed record Unknown(string Code) : SendOutcome;

    /// <summary>The gateway refuses us altogether (bad credentials): the channel stops and an alarm is raised; the message waits.</summary>
    public sealed record ChannelStopped(string Code) : SendOutcome;
}

/// <summary>What the provider knows of a hand-off whose answer was lost.</summary>
public abstract record Settlement
{
    /// <summary>It took it.</summary>
    public sealed record Received(string ProviderId) : Settlement;

    /// <summary>It certainly did not.</summary>
    public sealed record NotReceived : Settlement;

    /// <summary>It cannot say yet; ask again later, and in the end a person decides.</summary>
    public sealed record CannotTell(string Code) : Settlement;
}

/// <summary>A way out of the service. A channel folder implements it, translates, and decides nothing.</summary>
public interface IMessageGateway
{
    /// <summary>The provider's name, as stored with rows.</summary>
    string Provider { get; }

    /// <summary>The channel it serves.</summary>
    Channel Channel { get; }

    /// <summary>Hands one message over. Never throws for what a provider can do.</summary>
    Task<SendOutcome> SendAsync(GatewayMessage message, CancellationToken cancellation);

    /// <summary>Asks the provider about a hand-off that began at <paramref name="since"/> (UTC) and was never answered.</summary>
    /// <param name="message">The message.</param>
    /// <param name="since">When its hand-off began, UTC.</param>
    /// <param name="isAnothers">Whether a provider id belongs to another message: the same words to the same person, for two causes, are two messages.</param>
    /// <param name="cancellation">Stops asking.</param>
    Task<Settlement> SettleAsync(GatewayMessage message, DateTime since, Func<string, Task<bool>> isAnothers, CancellationToken cancellation);
}

/// <summary>Canonical addresses: what is hashed, sealed and compared.</summary>
public static class Addresses
{
    private const string OneCall = "call:";
    private const string OneWaySender = "one-way:";

    /// <summary>A telephone in E.164 form, such as <c>tel:+8562055550101</c>.</summary>
    public static string Telephone(string e164) => "tel:" + e164;

    /// <summary>One call whose caller hid the number: its talk is its own, and nobody can be called back.</summary>
    public static string Call(string callId) => OneCall + callId;

    /// <summary>A sender that is no telephone number, as its gateway writes it: nobody can write back to it.</summary>
    public static string OneWay(string sender) => OneWaySender + sender;

    /// <summary>False for an address to which nothing can be sent.</summary>
    public static bool CanBeAnswered(string address) => !address.StartsWith(OneCall, StringComparison.Ordinal) && !address.StartsWith(OneWaySender, StringComparison.Ordinal);

    /// <summary>The number of a <c>tel:</c> address.</summary>
    public static string NumberOf(string address) => address.StartsWith("tel:", StringComparison.Ordinal) ? address[4..] : address;
}
