using FamilyLink.Channels.Twilio;
using FamilyLink.Channels.Twilio.Voice;

namespace FamilyLink.Channels;

/// <summary>
/// The last word of every webhook: whatever went wrong, what was not stored is answered with 503, so that the provider asks again and no channel takes an
/// error page for thanks. A caller, who cannot ask again, is put through to a person.
/// </summary>
internal sealed partial class NotStored(ILogger<NotStored> log, VoiceTwiml twiml) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException bad)
        {
            return Results.StatusCode(bad.StatusCode);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException && !(failed is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // No message of the exception: it may hold what was written.
            Failed(log, http.Request.Path, failed.GetType().Name);
            if (http.Request.Path.StartsWithSegments("/twilio/voice"))
            {
                return Twiml.Document(twiml.ToAPerson(http.Request.Path + http.Request.QueryString));
            }

            http.Response.Headers.RetryAfter = "10";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Path} could not store what it was told ({Kind}); the provider is asked to send it again.")]
    private static partial void Failed(ILogger log, string path, string kind);
}
