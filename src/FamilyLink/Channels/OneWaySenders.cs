using FamilyLink.Conversations;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;

namespace FamilyLink.Channels;

/// <summary>
/// Senders that nobody can write back to: a company's name, a short code, a number that was withheld, another channel. Their advertisements are dropped, but a
/// person who cries for help that way is put before staff like any other (S14). Nothing is answered.
/// </summary>
public sealed class OneWaySenders(TurnProcessor service, ISignalDetector detector)
{
    private const int LongestName = 64;

    /// <summary>Takes the message when its words may be a sign of danger; otherwise forgets it.</summary>
    /// <param name="provider">The gateway.</param>
    /// <param name="id">Its id for the message.</param>
    /// <param name="sender">The sender as the gateway writes it.</param>
    /// <param name="text">The words.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task HearAsync(string provider, string id, string sender, string text, CancellationToken cancellation)
    {
        if (detector.Detect(text).Certainty == Certainty.No && !SmallTalk.IsCry(text) && ControlWords.Read(text).Intent != Intent.Person)
        {
            return;
        }

        // Everybody who hides the number comes under the same placeholder: each such message is a talk of its own. A name that writes again goes on with its own.
        var name = ScriptText.Cut(sender.Trim(), LongestName);
        var address = Addresses.OneWay(name.Any(char.IsLetter) && !IsPlaceholder(name) ? name : id);
        await service.ReceiveAsync(new IncomingMessage(provider, id, Channel.Sms, address, text), cancellation);
    }

    private static bool IsPlaceholder(string name) => name.ToUpperInvariant() is "ANONYMOUS" or "UNKNOWN" or "RESTRICTED" or "UNAVAILABLE" or "WITHHELD" or "PRIVATE";
}
