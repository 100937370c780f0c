using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Kannel;

/// <summary>Reads and checks what smsbox asks: the one guard in front of both Kannel endpoints.</summary>
public sealed class KannelRequest(IOptions<KannelOptions> kannel, IOptions<FamilyLinkOptions> service)
{
    // Demo's secret is printed in the README, so that in Live mode it opens nothing, whichever gateway is configured.
    private readonly byte[]? _secret = kannel.Value.Secret.Length == 0 || (service.Value.Mode == ServiceMode.Live && kannel.Value.Secret == KannelOptions.DemoSecret)
        ? null
        : SHA256.HashData(Encoding.UTF8.GetBytes(kannel.Value.Secret));

    /// <summary>The values of the query as bytes, or null when the secret is not ours.</summary>
    public IReadOnlyDictionary<string, byte[]>? Read(HttpContext context)
    {
        var values = Parse(context.Request.QueryString.Value);
        return _secret is not null && values.TryGetValue("secret", out var given) && CryptographicOperations.FixedTimeEquals(SHA256.HashData(given), _secret) ? values : null;
    }

    /// <summary>
    /// Splits a query without reading its bytes as letters: Kannel escapes whatever bytes the message had, and only <c>charset</c> says what they mean.
    /// Of a name given twice the first stands.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]> Parse(string? query)
    {
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var pair in (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            values.TryAdd(Encoding.UTF8.GetString(Bytes(name)), equals < 0 ? [] : Bytes(pair[(equals + 1)..]));
        }

        return values;
    }

    private static byte[] Bytes(string escaped)
    {
        var raw = Encoding.UTF8.GetBytes(escaped);
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 1]) && char.IsAsciiHexDigit((char)raw[i + 2]))
            {
                raw[length++] = (byte)((Convert.FromHexString([(char)raw[i + 1], (char)raw[i + 2]]))[0]);
                i += 2;
            }
            else
            {
                raw[length++] = raw[i] == '+' ? (byte)' ' : raw[i];
            }
        }

        return raw[..length];
    }
}
