using System.Globalization;
using System.Text;
using FamilyLink.Channels.Twilio;
using FamilyLink.Tests.Infrastructure;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Load.Generator;

/// <summary>One signed text message as Twilio posts it, ready to send, and to send again.</summary>
/// <param name="Sid">Its MessageSid.</param>
/// <param name="Bytes">The whole HTTP request.</param>
public sealed record SmsRequest(string Sid, byte[] Bytes);

/// <summary>
/// Makes text messages from many numbers: menu digits, Lao and Latin words, things nobody understands. Never STOP, which would end the talk.
/// Trying a secret is deliberately slow (S6), so how many of the messages do is told: in every 1,000, that many are a wrong secret.
/// </summary>
public sealed class SmsTraffic(int numbers, int seed, int secretsPerThousand = 0, Func<string, string, string, SmsRequest>? make = null)
{
    /// <summary>The account of every request, and the one the service is configured with.</summary>
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";

    /// <summary>The public address that signatures are computed over; reserved, resolves nowhere.</summary>
    public const string PublicBaseUrl = "https://familylink.example";

    /// <summary>The service's own number.</summary>
    public const string ServiceNumber = "+15005550006";

    private static readonly string[] Texts =
    [
        "2", "3", "8", "0", "໒", "໓", "๒", "ສະບາຍດີ", "ເມນູ", "ຢາກໄປເຮັດວຽກ", "ສານ", "sabaidee", "menu",
        "ຂໍໂທຫາແດ່", "ok", "???", "ຂອບໃຈ", "who is this", "ໄທ", "ມື້ນີ້ຝົນຕົກ", "ຊອກຫາລູກ",
    ];

    private readonly Func<string, string, string, SmsRequest> _make = make ?? Make;
    private readonly Random _random = new(seed);

    // The upper half tells runs apart, so that a second run against the same database never repeats an id.
    private readonly string _run = Guid.NewGuid().ToString("N")[..16];
    private long _made;
    private string? _aboutToTry;

    /// <summary>Makes the next message.</summary>
    public SmsRequest Next()
    {
        var count = _made++;
        var sid = string.Create(CultureInfo.InvariantCulture, $"SM{_run}{count:x16}");
        var from = string.Create(CultureInfo.InvariantCulture, $"+85620{50_000_000 + (count * 7919 % numbers)}");
        if (_aboutToTry is { } trying)
        {
            _aboutToTry = null;
            return _make(sid, trying, "000000");
        }

        if (_random.Next(1000) < secretsPerThousand)
        {
            // News of a relative is asked for first; the next message is the secret.
            _aboutToTry = from;
            return _make(sid, from, "1");
        }

        return _make(sid, from, Texts[_random.Next(Texts.Length)]);
    }

    /// <summary>Makes a number of messages.</summary>
    public SmsRequest[] Next(int count)
    {
        var made = new SmsRequest[count];
        for (var i = 0; i < count; i++)
        {
            made[i] = Next();
        }

        return made;
    }

    /// <summary>Makes one message with everything given.</summary>
    public static SmsRequest Make(string sid, string from, string text)
    {
        // MessageSid comes first, so that the floor can keep it without reading further.
        (string Name, string Value)[] fields =
        [
            ("MessageSid", sid), ("SmsSid", sid), ("SmsMessageSid", sid), ("AccountSid", AccountSid), ("From", from), ("To", ServiceNumber), ("Body", text),
            ("NumMedia", "0"), ("NumSegments", "1"), ("SmsStatus", "received"), ("ApiVersion", "2010-04-01"), ("FromCountry", "LA"), ("ToCountry", "US"),
        ];
        return new SmsRequest(sid, Post("/twilio/sms", fields));
    }

    /// <summary>The bytes of a signed form post.</summary>
    public static byte[] Post(string path, IReadOnlyCollection<(string Name, string Value)> fields)
    {
        var body = string.Join('&', fields.Select(f => f.Name + "=" + Uri.EscapeDataString(f.Value)));
        var signature = TwilioSignature.Compute(TwilioOptions.DemoAuthToken, PublicBaseUrl + path, fields.Select(f => KeyValuePair.Create(f.Name, new StringValues(f.Value))));
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: familylink.example\r\nX-Twilio-Signature: {signature}\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
