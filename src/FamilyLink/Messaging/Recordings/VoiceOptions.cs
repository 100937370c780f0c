namespace FamilyLink.Messaging.Recordings;

/// <summary>What happens when somebody calls.</summary>
public enum IncomingCalls
{
    /// <summary>The call is answered; the caller pays for it.</summary>
    Answer,

    /// <summary>The call is refused unanswered, which costs the caller nothing, and called back.</summary>
    CallBack,
}

/// <summary>The <c>Voice</c> section of the configuration.</summary>
public sealed class VoiceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Voice";

    /// <summary><c>Simulator</c> (Demo's telephones ring) or <c>Twilio</c>.</summary>
    public string Gateway { get; set; } = "Simulator";

    /// <summary>The number calls come from; also shown to the duty phone in place of the caller's.</summary>
    public string? From { get; set; }

    /// <summary>Whether calls are answered or called back.</summary>
    public IncomingCalls Incoming { get; set; }

    /// <summary>The telephone of whoever is on duty; empty: nobody is connected, they call back.</summary>
    public string? DutyPhone { get; set; }

    /// <summary>True: what has no Thai recording is said in Thai by the provider's synthetic voice. Lao and Khmu never are.</summary>
    public bool SayThai { get; set; }

    /// <summary>The number calls come from: its own, else the one messages come from; empty when there is neither.</summary>
    public string Sender(string? ofMessages) => string.IsNullOrWhiteSpace(From) ? ofMessages ?? "" : From;

    /// <summary>True when Twilio carries calls.</summary>
    public bool IsTwilio => string.Equals(Gateway, "Twilio", StringComparison.OrdinalIgnoreCase);
}
