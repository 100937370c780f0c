using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>
/// Greetings, thanks, "who is this?" and the name of a language, in any state: answered, and what was asked before is asked again. Nobody who says hello is
/// told that it was not understood.
/// </summary>
internal static class SmallTalkTurn
{
    private const string Who = "service.who-are-you";

    /// <summary>Chooses the language that a message names; false when it names none that is offered.</summary>
    public static async Task<bool> TryLanguageAsync(DialogContext turn)
    {
        if (turn.Input.Medium != Medium.Text || SmallTalk.Read(turn.Input.Text) is not { Language: { } language } || !turn.Ports.Languages.Contains(language))
        {
            return false;
        }

        await LanguageDialog.ChooseAsync(turn, language);
        return true;
    }

    /// <summary>Answers small talk; false when it is none.</summary>
    public static async Task<bool> TryAsync(DialogContext turn)
    {
        if (turn.Input.Medium != Medium.Text)
        {
            return false;
        }

        var kind = SmallTalk.Read(turn.Input.Text).Kind;
        if (kind == SmallTalkKind.None && turn.State.Stack.IsEmpty && turn.Reading.Intent is Intent.Yes or Intent.No or Intent.Fine)
        {
            // "Yes?": nothing was asked.
            kind = SmallTalkKind.Greeting;
        }

        switch (kind)
        {
            case SmallTalkKind.Who:
                await TopicTurn.TellAsync(turn, Who);
                return true;
            case SmallTalkKind.Thanks:
                turn.Say("greeting.welcome");
                await AskAgainAsync(turn, elseMenu: false);
                return true;
            case SmallTalkKind.Greeting:
                if (IsAsked(turn) && turn.Frame.Dialog != OpeningDialog.Id)
                {
                    // The opening greets by itself.
                    turn.Say("greeting.hello");
                }

                await AskAgainAsync(turn, elseMenu: true);
                return true;
            default:
                return false;
        }
    }

    private static bool IsAsked(DialogContext turn) =>
        !turn.State.Stack.IsEmpty && (turn.Frame.Dialog is OpeningDialog.Id or SafetyQuestionDialog.Id || CheckInDialog.IsAsked(turn.State) || StagedDisclosureDialog.AsksForSecret(turn.State));

    private static async Task AskAgainAsync(DialogContext turn, bool elseMenu)
    {
        if (IsAsked(turn))
        {
            await turn.Dialogs[turn.Frame.Dialog].AgainAsync(turn);
        }
        else if (elseMenu)
        {
            turn.State = turn.State with { Stack = [] };
            await turn.StartAsync(MenuDialog.Id);
        }
        else
        {
            turn.Offer();
        }
    }
}
