namespace FamilyLink.Messaging.Recordings;

/// <summary><c>GET /recordings/TOKEN</c>: what providers fetch to play. It holds fixed wordings only, never a person's own words, and its name cannot be guessed.</summary>
public static class RecordingEndpoint
{
    private const int LongestToken = 64;

    /// <summary>Answers one request.</summary>
    public static async Task<IResult> GetAsync(string token, HttpContext context, PromptLibrary library)
    {
        if (token.Length > LongestToken || await library.OpenAsync(token, context.RequestAborted) is not { } sound)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=3600, immutable";
        return Results.Bytes(sound, "audio/wav", enableRangeProcessing: true);
    }
}
