namespace FamilyLink.Messaging.Recordings;

/// <summary>The <c>Voice</c> section of the configuration.</summary>
public sealed class VoiceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Voice";

    /// <summary>True: what has no Thai recording is said in Thai by the provider's synthetic voice. Lao and Khmu never are.</summary>
    public bool SayThai { get; set; }
}
