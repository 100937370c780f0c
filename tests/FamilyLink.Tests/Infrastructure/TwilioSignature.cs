using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// Checks that a request comes from Twilio: HMAC-SHA1 over the public URL and the form's fields in order
/// (https://www.twilio.com/docs/usage/security#validating-requests). The URL is the configured public one, never what a proxy forwards.
/// </summary>
public static class TwilioSignature
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Twilio-Signature";

    /// <summary>The signature a request must have.</summary>
    public static string Compute(string authToken, string url, IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var fields = form.ToArray();
        Array.Sort(fields, static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        var text = new ArrayBufferWriter<byte>(1024);
        Encoding.UTF8.GetBytes(url, text);
        foreach (var (name, values) in fields)
        {
            if (values.Count == 1)
            {
                Encoding.UTF8.GetBytes(name, text);
                Encoding.UTF8.GetBytes(values[0], text);
                continue;
            }

            // Twilio's own libraries take repeated values once each, in order.
            foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                Encoding.UTF8.GetBytes(name, text);
                Encoding.UTF8.GetBytes(value, text);
            }
        }

        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // SHA-1 is what Twilio signs with; as an HMAC it is not known to be forgeable.
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), text.WrittenSpan, hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
