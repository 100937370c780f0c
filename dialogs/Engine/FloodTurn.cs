using FamilyLink.Dialogs.Understanding;
using FamilyLink.Localization.Text;

namespace FamilyLink.Dialogs;

/// <summary>
/// Keeps machines that answer machines from talking for ever: the same words again and again, or more texts in a day than people write, are met with
/// silence and one task that says so. STOP, signs of danger, the duress word and a wish for a person are heard all the same.
/// </summary>
internal static class FloodTurn
{
    /// <summary>The same words are answered this often in a row.</summary>
    public const int SameAnswered = 3;

    /// <summary>Texts of one day that are answered: more than the longest talk by single digits needs.</summary>
    public const int AnsweredADay = 100;

    /// <summary>Counts a text.</summary>
    public static ConversationState Count(ConversationState state, TurnInput input, int today)
    {
        if (input.Medium != Medium.Text || input.Kind != InputKind.Message)
        {
            return state;
        }

        var hash = HashOf(input.Text);
        return state with
        {
            Day = today,
            Today = state.Day == today ? state.Today + 1 : 1,
            Last = hash,

            // Only within one day: answering every check-in with the same word is normal.
            InARow = state.Last == hash && state.Day == today ? state.InARow + 1 : 1,
        };
    }

    /// <summary>Whether nothing is said to a text any more today.</summary>
    public static bool IsOverTheDay(DialogContext turn) => turn.Input.Medium == Medium.Text && turn.State.Today > AnsweredADay;

    /// <summary>Meets what is too much with silence; false when it is not.</summary>
    public static bool Silence(DialogContext turn)
    {
        if (turn.Input.Medium != Medium.Text)
        {
            return false;
        }

        // Digits are exempt: "1" four times in a row is reading on.
        var same = turn.State.InARow > SameAnswered && turn.Reading is { Digit: null, Intent: Intent.None or Intent.Fine or Intent.Yes or Intent.No };
        if (!same && !IsOverTheDay(turn))
        {
            return false;
        }

        if (turn.Reading is { Digit: '0' } or { Intent: Intent.Person })
        {
            turn.Do(new TaskOpened(TaskKinds.CallBack));
        }
        else if (same ? turn.State.InARow == SameAnswered + 1 : turn.State.DayOfTooMany != turn.State.Day)
        {
            // The text that was one too many may have been a STOP or a cry for help, which is not met here: the next one tells a person.
            turn.State = same ? turn.State : turn.State with { DayOfTooMany = turn.State.Day };
            turn.Do(new TaskOpened(TaskKinds.TooMany, turn.Input.Text));
        }

        return true;
    }

    private static int HashOf(string text)
    {
        var hash = 17;
        foreach (var character in ScriptText.Fold(text))
        {
            hash = unchecked((hash * 31) + character);
        }

        return hash;
    }
}
