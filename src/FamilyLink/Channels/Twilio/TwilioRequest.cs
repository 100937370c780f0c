using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Twilio.Security;

namespace FamilyLink.Channels.Twilio;

/// <summary>Reads and checks a signed form post: the one guard in front of every Twilio endpoint.</summary>
public sealed class TwilioRequest(IOptions<TwilioOptions> twilio, IOptions<FamilyLinkOptions> service)
{
    /// <summary>Larger than any message a person can send.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>The header that carries the signature (https://www.twilio.com/docs/usage/security#validating-requests).</summary>
    public const string SignatureHeader = "X-Twilio-Signature";

    private readonly DefaultObjectPool<RequestValidator> _validators = new(new Validators(twilio.Value.AuthToken));
    private readonly string _publicBaseUrl = service.Value.PublicBaseUrl.TrimEnd('/');

    /// <summary>Returns the form, or the status to answer: 403 unsigned, 413 too large, 415 not a form, 400 not readable.</summary>
    public async Task<(Dictionary<string, StringValues>? Form, int Status)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var given = request.Headers[SignatureHeader].ToString();
        if (given.Length == 0)
        {
            return (null, StatusCodes.Status403Forbidden);
        }

        if (request.ContentLength > LargestBody)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return (null, StatusCodes.Status415UnsupportedMediaType);
        }

        Dictionary<string, StringValues> form;
        try
        {
            using var reader = new FormReader(request.Body, new UTF8Encoding(false, false)) { ValueCountLimit = 200, ValueLengthLimit = LargestBody };
            form = await reader.ReadFormAsync(context.RequestAborted);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException or DecoderFallbackException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }

        // The configured public address, never what a proxy forwards.
        var url = _publicBaseUrl + request.PathBase + request.Path + request.QueryString;
        if (!IsSigned(url, form, given))
        {
            return (null, StatusCodes.Status403Forbidden);
        }

        // A right signature for somebody else's account is still somebody else's message.
        var account = form.TryGetValue("AccountSid", out var sid) ? sid.ToString() : "";
        return twilio.Value.AccountSid is { Length: > 0 } ours && account.Length > 0 && account != ours
            ? (null, StatusCodes.Status403Forbidden)
            : (form, StatusCodes.Status200OK);
    }

    // A validator holds a hash that one request at a time can use.
    private bool IsSigned(string url, Dictionary<string, StringValues> form, string given)
    {
        var validator = _validators.Get();
        try
        {
            return validator.Validate(url, form.ToDictionary(f => f.Key, f => Signed(f.Key, f.Value)), given);
        }
        finally
        {
            _validators.Return(validator);
        }
    }

    // Of a repeated field Twilio signs name and value once for each value, in order; the validator writes the first name.
    private static string Signed(string name, StringValues values) =>
        values.Count == 1 ? values.ToString() : string.Join(name, values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private sealed class Validators(string authToken) : PooledObjectPolicy<RequestValidator>
    {
        public override RequestValidator Create() => new(authToken);

        public override bool Return(RequestValidator obj) => true;
    }
}
