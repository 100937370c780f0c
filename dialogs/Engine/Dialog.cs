namespace FamilyLink.Dialogs;

/// <summary>Where a dialog stands after a turn.</summary>
public enum DialogStatus
{
    /// <summary>It asked something and waits for the answer.</summary>
    Waiting,

    /// <summary>It has ended; the menu is what comes next.</summary>
    Complete,

    /// <summary>What the person said is no answer to what was asked: somebody else may understand it.</summary>
    NotAnAnswer,
}

/// <summary>One piece of a conversation. A dialog holds no state of its own: what it must remember is in its frame.</summary>
public abstract class Dialog
{
    /// <summary>The name frames carry; never changed once conversations in progress have it.</summary>
    public abstract string Name { get; }

    /// <summary>The task that "0, a person" leaves while this dialog is the innermost.</summary>
    public virtual string CallTask => TaskKinds.CallBack;

    /// <summary>Starts it.</summary>
    public abstract Task<DialogStatus> BeginAsync(DialogContext turn);

    /// <summary>The person asked for somebody while this dialog is the innermost; before the task is left.</summary>
    public virtual Task PersonAskedForAsync(DialogContext turn) => Task.CompletedTask;

    /// <summary>Takes words that nobody else understood, as an answer to what it asked; false when they are none.</summary>
    public virtual bool AcceptsWords(DialogContext turn) => false;

    /// <summary>A caller wants to hear again what was said last; what may be told is asked anew (S4).</summary>
    public virtual Task<DialogStatus> AgainAsync(DialogContext turn) => BeginAsync(turn);

    /// <summary>Takes an answer to what it asked.</summary>
    public abstract Task<DialogStatus> ContinueAsync(DialogContext turn);
}
