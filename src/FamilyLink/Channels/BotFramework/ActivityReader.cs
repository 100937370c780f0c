using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Bot.Schema;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Reads an activity into the SDK's own class (https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md).
/// Stricter than the SDK about size, and about text that is a number or a list: words must not be made of what nobody wrote.
/// </summary>
internal static class ActivityReader
{
    /// <summary>The largest activity a channel may send (https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference).</summary>
    public const int LargestBody = 256 * 1024;

    /// <summary>Longer than anything a person types into a chat; Messenger itself stops at 2,000.</summary>
    public const int LongestText = 8_000;

    private const int LongestName = 1_000;

    // The members that make an activity what it is, and say who speaks. One of the wrong type is no activity; a fault anywhere else, a time nobody reads or
    // half an emoji in a name, is no reason to lose somebody's words.
    private static readonly FrozenSet<string> Core = ((string[])
    [
        "type", "id", "serviceUrl", "channelId", "text", "deliveryMode", "from", "from.id", "from.role", "recipient", "recipient.id", "conversation", "conversation.id", "conversation.isGroup",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const int Deepest = 1_000;

    // A member called $ref or $type is a member like any other.
    private static readonly JsonSerializer Json = JsonSerializer.Create(new JsonSerializerSettings
    {
        DateParseHandling = DateParseHandling.None,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        MaxDepth = Deepest,
        Converters = [new TextOnly()],
        Error = (_, fault) => fault.ErrorContext.Handled = !Core.Contains(fault.ErrorContext.Path),
    });

    /// <summary>The activity of a request, or the status to answer: 415 not JSON, 413 too large, 400 not an activity.</summary>
    public static async Task<(Activity? Activity, int Status)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.HasJsonContentType())
        {
            return (null, StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.ContentLength > LargestBody)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: false));
            var text = await reader.ReadToEndAsync(context.RequestAborted);
            using var json = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = Deepest };

            // First as JSON, all of it; then as an activity, whose faults can be told apart.
            var whole = await JToken.ReadFromAsync(json, context.RequestAborted);
            var activity = await json.ReadAsync(context.RequestAborted) ? null : (whole as JObject)?.ToObject<Activity>(Json);
            var status = Check(activity);
            return (status == StatusCodes.Status200OK ? activity : null, status);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }
        catch (Exception unreadable) when (unreadable is JsonException or BadHttpRequestException or DecoderFallbackException or FormatException or InvalidCastException or ArgumentException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }
    }

    private static int Check(Activity? activity) => activity switch
    {
        null or { Type: null or "" } => StatusCodes.Status400BadRequest,
        { Text.Length: > LongestText } => StatusCodes.Status413PayloadTooLarge,
        _ when !IsName(activity.ChannelId) || activity.ServiceUrl is null => StatusCodes.Status400BadRequest,
        { Type: ActivityTypes.Message or ActivityTypes.MessageUpdate } when !IsName(activity.Id) || !IsName(activity.Conversation?.Id) || !IsName(activity.From?.Id) =>
            StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };

    // Half a surrogate pair is no letter of an id: two different ones would be stored as the same.
    private static bool IsName(string? text) => text is { Length: > 0 and <= LongestName } && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    private sealed class TextOnly : JsonConverter<string>
    {
        public override bool CanWrite => false;

        public override string? ReadJson(JsonReader reader, Type objectType, string? existingValue, bool hasExistingValue, JsonSerializer serializer) => reader.TokenType switch
        {
            JsonToken.String => (string?)reader.Value,
            JsonToken.Null => null,
            _ => throw new JsonSerializationException("Text was expected."),
        };

        public override void WriteJson(JsonWriter writer, string? value, JsonSerializer serializer) => throw new NotSupportedException();
    }
}
