using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs;

/// <summary>What a telephone call needs beside the dialogs: a first word, patience with silence, and never a line on which nothing can be pressed.</summary>
internal static class VoiceTurn
{
    // After these the caller wants to go: the menu is not read to them once more.
    private static readonly HashSet<string> Partings = new(StringComparer.Ordinal) { "stop.done", "opening.later", "opening.sorry" };

    /// <summary>Handles a call that begins, a caller who pressed nothing, and one who wants to hear it again; false for everything else.</summary>
    public static async Task<bool> BeforeAsync(DialogContext turn)
    {
        switch (turn.Input.Kind)
        {
            case InputKind.Call:
                await turn.StartAsync(turn.LanguageKnown ? MenuDialog.Id : LanguageDialog.Id);
                return true;
            case InputKind.Silence:
                // No key after three prompts: the keys may not work, or the caller cannot use them, so a person is offered.
                turn.Say("voice.no-key");
                turn.Say("voice.person-by-0");
                await AgainAsync(turn);
                return true;
            case InputKind.Again:
                await AgainAsync(turn);
                return true;
            case InputKind.NobodyAnswered:
                // The call-back task exists already; nothing further is promised.
                turn.Say("voice.nobody-answered");
                OwnWordsDialog.Offer(turn);
                return true;
            case InputKind.Recorded:
                OwnWordsDialog.Take(turn);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sees to it that the last thing said can be answered by a key, a person and "no more" among them.</summary>
    public static void Close(DialogContext turn)
    {
        if (turn.Input.Medium != Medium.Voice || (turn.Messages.Count > 0 && turn.Messages[^1].Expects == Expected.SpokenWords))
        {
            return;
        }

        if (turn.Messages.Count == 0 || turn.Messages[^1].Choices.IsEmpty)
        {
            if (turn.Messages.Count > 0 && Partings.Contains(turn.Messages[^1].Key))
            {
                turn.Ask("voice.may-hang-up");
            }
            else
            {
                turn.Ask("menu.again", MenuDialog.Digits);
            }
        }

        turn.AlwaysOffer(Choices.Person);
        turn.AlwaysOffer(Choices.Stop);
    }

    private static async Task AgainAsync(DialogContext turn)
    {
        if (turn.State.Stack.IsEmpty || !turn.Dialogs.Has(turn.Frame.Dialog))
        {
            await turn.StartAsync(turn.LanguageKnown ? MenuDialog.Id : LanguageDialog.Id);
        }
        else if (await turn.Dialogs[turn.Frame.Dialog].AgainAsync(turn) == DialogStatus.Complete)
        {
            turn.EndDialog();
        }
    }
}
