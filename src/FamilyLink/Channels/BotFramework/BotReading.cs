using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FamilyLink.Dialogs;

namespace FamilyLink.Channels.BotFramework;

/// <summary>What somebody said by an activity.</summary>
/// <param name="Kind">Words, or something we do not take.</param>
/// <param name="Text">The words, or the value of the button pressed.</param>
/// <param name="Id">What makes it one message; the same again changes nothing.</param>
internal sealed record BotReading(InputKind Kind, string Text, string Id)
{
    /// <summary>Longer than anything a person types into a chat; Messenger itself stops at 2,000.</summary>
    public const int LongestText = 8_000;

    /// <summary>
    /// Reads an activity; null when nobody said anything to us: joins and leaves, typing, reactions, deletions, receipts, our own words coming back,
    /// groups (what is told to one person is read by all, S5), and kinds that do not exist yet.
    /// </summary>
    public static BotReading? Of(BotActivity activity)
    {
        var edited = activity.Type == "messageUpdate";
        if (!(edited || activity.Type == BotJson.Message) || activity.Conversation?.IsGroup == true || IsOurOwn(activity))
        {
            return null;
        }

        var text = Pressed(activity.ChannelData) ?? (string.IsNullOrWhiteSpace(activity.Text) && activity.Value is { ValueKind: JsonValueKind.String } value ? value.GetString() : activity.Text) ?? "";
        text = QuickReplies.Meant(text);
        var picture = string.IsNullOrWhiteSpace(text) && activity.Attachments is { Count: > 0 };
        if (string.IsNullOrWhiteSpace(text) && !picture)
        {
            return null;
        }

        // An edit carries the id of the message it edits; its words may be the ones that matter (S14).
        var id = $"{activity.ChannelId}\n{activity.Id}" + (edited ? "\n" + text : "");
        return new BotReading(picture ? InputKind.Attachment : InputKind.Message, picture ? "" : text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))));
    }

    // Messenger's own words come back as echoes (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-echoes).
    private static bool IsOurOwn(BotActivity activity) =>
        string.Equals(activity.From?.Role, "bot", StringComparison.OrdinalIgnoreCase)
        || (activity.Recipient?.Id is { } us && activity.From?.Id == us)
        || (Member(activity.ChannelData, "message") is { } message && Member(message, "is_echo") is { ValueKind: JsonValueKind.True });

    // A quick reply or a postback says what was pressed in its payload; the text beside it is only the button's title, cut by the channel.
    private static string? Pressed(JsonElement? data) =>
        Member(data, "message") is { } message && Member(message, "quick_reply") is { } quick && Member(quick, "payload") is { ValueKind: JsonValueKind.String } reply ? reply.GetString()
        : Member(data, "postback") is { } postback && Member(postback, "payload") is { ValueKind: JsonValueKind.String } payload ? payload.GetString()
        : null;

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;
}
