namespace FamilyLink.Tests.Infrastructure;

/// <summary>What can go wrong with one request to a provider.</summary>
public enum TwilioFault
{
    /// <summary>Nothing: taken and answered.</summary>
    None,

    /// <summary>429 with Retry-After; not taken.</summary>
    TooManyRequests,

    /// <summary>500; not taken.</summary>
    ServerError,

    /// <summary>500, although it was taken.</summary>
    ServerErrorAfterTaking,

    /// <summary>The connection is reset; not taken.</summary>
    ResetBeforeTaking,

    /// <summary>The connection is reset, although it was taken.</summary>
    ResetAfterTaking,

    /// <summary>200 with a web page, as from a proxy in between; not taken.</summary>
    WebPage,

    /// <summary>401 with code 20003: the credentials are refused; not taken.</summary>
    BadCredentials,
}

/// <summary>How the provider misbehaves by chance; a share is 0 to 1.</summary>
public sealed record TwilioFaults
{
    /// <summary>It behaves.</summary>
    public static TwilioFaults None { get; } = new();

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The share of requests that meet each fault.</summary>
    public IReadOnlyDictionary<TwilioFault, double> Shares { get; init; } = new Dictionary<TwilioFault, double>();

    /// <summary>What a 429 asks for.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where status callbacks really go, such as <c>http://127.0.0.1:5080</c>; the signature is over the URL asked for. Null: none are sent.</summary>
    public string? CallbacksTo { get; init; }

    /// <summary>The share of callbacks that come twice.</summary>
    public double CallbackTwice { get; init; }

    /// <summary>The share of messages whose <c>delivered</c> comes before their <c>sent</c>.</summary>
    public double CallbacksOutOfOrder { get; init; }

    /// <summary>The share of messages whose first callback comes before the API answered.</summary>
    public double CallbackFirst { get; init; }
}

/// <summary>A message the double has taken.</summary>
/// <param name="Sid">Its id.</param>
/// <param name="To">The recipient.</param>
/// <param name="Body">The words.</param>
/// <param name="StatusCallback">Where its callbacks are asked for.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Place">The how-manieth taken.</param>
public sealed record TwilioMessage(string Sid, string To, string Body, string? StatusCallback, DateTimeOffset TakenAt, int Place);
