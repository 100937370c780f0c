using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace FamilyLink.Channels.Twilio;

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
        var text = new StringBuilder(url);
        foreach (var (name, values) in form.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            // Twilio's own libraries take repeated values once each, in order.
            foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                text.Append(name).Append(value);
            }
        }

#pragma warning disable CA5350 // SHA-1 is what Twilio signs with; as an HMAC it is not known to be forgeable.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(text.ToString()));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
