using System.Security.Cryptography;
using System.Text;
using FamilyLink.Dialogs;
using Microsoft.Bot.Schema;
using Newtonsoft.Json.Linq;

namespace FamilyLink.Channels.BotFramework;

/// <summary>What somebody said by an activity.</summary>
/// <param name="Kind">Words, or something we do not take.</param>
/// <param name="Text">The words, or the value of the button pressed.</param>
/// <param name="Id">What makes it one message; the same again changes nothing.</param>
internal sealed record BotReading(InputKind Kind, string Text, string Id)
{
    /// <summary>
    /// Reads a message or an edit of one; null when nobody said anything to us: our own words coming back, and groups (what is told to one person is read
    /// by all, S5).
    /// </summary>
    public static BotReading? Of(Activity activity)
    {
        if (activity.Conversation?.IsGroup == true || IsOurOwn(activity))
        {
            return null;
        }

        var text = QuickReplies.Meant(Pressed(activity) ?? (string.IsNullOrWhiteSpace(activity.Text) ? activity.Value as string : activity.Text) ?? "");
        if (IsStart(text))
        {
            return new BotReading(InputKind.Started, "", IdOf(activity, ""));
        }

        var picture = string.IsNullOrWhiteSpace(text) && activity.Attachments is { Count: > 0 };
        if (string.IsNullOrWhiteSpace(text) && !picture)
        {
            return null;
        }

        return new BotReading(picture ? InputKind.Attachment : InputKind.Message, picture ? "" : text, IdOf(activity, text));
    }

    // An edit carries the id of the message it edits; its words may be the ones that matter (S14).
    private static string IdOf(Activity activity, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{activity.ChannelId}\n{activity.Conversation?.Id}\n{activity.From?.Id}\n{activity.Id}" + (activity.Type == ActivityTypes.MessageUpdate ? "\n" + text : ""))));

    // The payload that a page gives its welcome button, in the spellings of Messenger's own examples
    // (https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api/get-started-button): in no language, so it chooses none.
    private static bool IsStart(string text) =>
        string.Equals(text.Trim(' ', '<', '>').Replace('_', ' ').Replace(" PAYLOAD", "", StringComparison.OrdinalIgnoreCase), "get started", StringComparison.OrdinalIgnoreCase);

    // Messenger's own words come back as echoes (https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-echoes).
    private static bool IsOurOwn(Activity activity) =>
        string.Equals(activity.From?.Role, RoleTypes.Bot, StringComparison.OrdinalIgnoreCase)
        || (activity.Recipient?.Id is { } us && activity.From?.Id == us)
        || Member(activity, "message", "is_echo") is { Type: JTokenType.Boolean } echo && (bool)echo;

    // A quick reply or a postback says what was pressed in its payload; the text beside it is only the button's title, cut by the channel.
    private static string? Pressed(Activity activity) =>
        (Member(activity, "message", "quick_reply", "payload") ?? Member(activity, "postback", "payload")) is { Type: JTokenType.String } payload ? (string?)payload : null;

    private static JToken? Member(Activity activity, params ReadOnlySpan<string> path)
    {
        var at = activity.ChannelData as JToken;
        foreach (var name in path)
        {
            at = (at as JObject)?.GetValue(name, StringComparison.Ordinal);
        }

        return at;
    }
}
