using System.Collections.Frozen;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using Microsoft.Bot.Schema;

namespace FamilyLink.Channels.BotFramework;

/// <summary>
/// Turns the choices at the end of a message into buttons. A message is stored, sealed and approved as one text with its choices as numbered lines (S11);
/// here the very same lines, recognised by their exact labels, become quick replies with the same digit behind them.
/// </summary>
internal static class QuickReplies
{
    // https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies: 13 at most, titles of 20 characters.
    private const int Most = 13;
    private const int LongestTitle = 20;

    private static readonly FrozenSet<string> Labels = Languages.All
        .SelectMany(language => Texts.Keys.Select(key => Texts.Exactly(key, language)))
        .Where(text => text is { Length: <= 40 })
        .Select(text => ScriptText.ForSending(text!))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The words and the buttons of a message. A choice whose label the channel would cut stays in the words as well.</summary>
    public static (string Text, SuggestedActions? Suggestions) Of(string body, string userId)
    {
        var lines = body.Split('\n');
        var first = lines.Length;
        while (first > 1 && IsChoice(lines[first - 1]))
        {
            first--;
        }

        var choices = lines[first..];
        if (choices.Length is 0 or > Most)
        {
            return (body, null);
        }

        var fits = Array.TrueForAll(choices, line => line.Length - 2 <= LongestTitle);
        return (fits ? string.Join('\n', lines[..first]) : body, new SuggestedActions
        {
            To = [userId],
            Actions = [.. choices.Select(line => new CardAction { Type = ActionTypes.ImBack, Title = Title(line), Value = line[..1] })],
        });
    }

    /// <summary>What somebody meant: a channel that sends a button's title back instead of its value means the digit in front.</summary>
    public static string Meant(string text) => IsChoice(text.Trim()) ? text.Trim()[..1] : text;

    private static string Title(string line) => line.Length <= LongestTitle ? line : ScriptText.Cut(line[2..], LongestTitle);

    private static bool IsChoice(string line) => line.Length > 2 && char.IsAsciiDigit(line[0]) && line[1] == ' ' && Labels.Contains(line[2..]);
}
