using System.Text.Json;
using System.Text.Json.Serialization;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// What a Bot Framework channel sends and takes, as far as this service reads it
/// (https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md).
/// Unknown members are ignored, as the specification asks; a known member of the wrong type makes the whole activity unreadable.
/// </summary>
internal sealed record BotActivity
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? ServiceUrl { get; init; }

    public string? ChannelId { get; init; }

    public BotAccount? From { get; init; }

    public BotAccount? Recipient { get; init; }

    public BotConversation? Conversation { get; init; }

    public string? Text { get; init; }

    public string? TextFormat { get; init; }

    public string? InputHint { get; init; }

    public string? Name { get; init; }

    public string? Action { get; init; }

    public string? DeliveryMode { get; init; }

    public string? ReplyToId { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public DateTimeOffset? LocalTimestamp { get; init; }

    public string? Locale { get; init; }

    public IReadOnlyList<BotAttachment>? Attachments { get; init; }

    public IReadOnlyList<BotEntity>? Entities { get; init; }

    public IReadOnlyList<BotAccount>? MembersAdded { get; init; }

    public IReadOnlyList<BotAccount>? MembersRemoved { get; init; }

    public IReadOnlyList<BotReaction>? ReactionsAdded { get; init; }

    public IReadOnlyList<BotReaction>? ReactionsRemoved { get; init; }

    public BotSuggestions? SuggestedActions { get; init; }

    public JsonElement? Value { get; init; }

    public JsonElement? ChannelData { get; init; }
}

/// <summary>Somebody in a conversation.</summary>
internal sealed record BotAccount
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Role { get; init; }

    public string? AadObjectId { get; init; }
}

/// <summary>Where a conversation takes place.</summary>
internal sealed record BotConversation
{
    public string? Id { get; init; }

    public bool? IsGroup { get; init; }

    public string? ConversationType { get; init; }

    public string? Name { get; init; }

    public string? TenantId { get; init; }
}

/// <summary>A picture, a file, a card. The service takes none.</summary>
internal sealed record BotAttachment
{
    public string? ContentType { get; init; }

    public string? ContentUrl { get; init; }

    public string? Name { get; init; }
}

/// <summary>Something the channel recognised; not read.</summary>
internal sealed record BotEntity
{
    public string? Type { get; init; }
}

/// <summary>A reaction; not read.</summary>
internal sealed record BotReaction
{
    public string? Type { get; init; }
}

/// <summary>Buttons under a message; Messenger shows them as quick replies.</summary>
internal sealed record BotSuggestions
{
    public IReadOnlyList<string>? To { get; init; }

    public IReadOnlyList<BotAction>? Actions { get; init; }
}

/// <summary>One button.</summary>
internal sealed record BotAction
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public JsonElement? Value { get; init; }
}

/// <summary>What answers an activity whose delivery mode is <c>expectReplies</c>.</summary>
internal sealed record BotReplies
{
    public required IReadOnlyList<BotActivity> Activities { get; init; }
}

/// <summary>What the connector answers to a message.</summary>
internal sealed record BotResource
{
    public string? Id { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(BotActivity))]
[JsonSerializable(typeof(BotReplies))]
[JsonSerializable(typeof(BotResource))]
[JsonSerializable(typeof(BotReference))]
[JsonSerializable(typeof(string))]
internal sealed partial class BotJson : JsonSerializerContext
{
    /// <summary>The kinds of activity a channel may send.</summary>
    public const string Message = "message";

    /// <summary>The answer is wanted in the body.</summary>
    public const string ExpectReplies = "expectReplies";
}
