namespace FamilyLink.Dialogs.Conversations;

/// <summary>Handing somebody to a person: one honest sentence, one task. Not a dialog, because nothing is asked.</summary>
internal static class PersonTurn
{
    public static void Call(DialogContext turn, string kind, string? words = null)
    {
        turn.Do(new TaskOpened(kind, words));
        turn.State = turn.State with { Stack = [] };
        Say(turn);
    }

    /// <summary>Says that somebody is told, with the hours when nobody is there now.</summary>
    public static void Say(DialogContext turn)
    {
        if (turn.Ports.PersonOnDuty)
        {
            turn.Say("person.on-duty");
        }
        else
        {
            turn.SayWith("person.off-duty", "hours", turn.Ports.DutyHours);
            if (turn.Input.Medium == Medium.Voice)
            {
                OwnWordsDialog.Offer(turn);
            }
        }
    }
}
