using System.Collections.Frozen;
using FamilyLink.Dialogs.Conversations;

namespace FamilyLink.Dialogs;

/// <summary>Every dialog there is, by name.</summary>
public sealed class DialogSet
{
    private readonly FrozenDictionary<string, Dialog> _byName;

    private DialogSet(params Dialog[] dialogs) => _byName = dialogs.ToFrozenDictionary(d => d.Name, StringComparer.Ordinal);

    /// <summary>The dialogs of the service.</summary>
    public static DialogSet All { get; } = new(
        new MenuDialog(),
        new LanguageDialog(),
        new NewsDialog(),
        new VisitDialog(),
        new MoneyDialog(),
        new LookingForDialog(),
        new OpeningDialog(),
        new WorkDialog(),
        new LawDialog(),
        new CourtUpdateDialog(),
        new CheckInDialog(),
        new SafetyQuestionDialog(),
        new AnswerDialog(),
        new OwnWordsDialog());

    /// <summary>The names of all dialogs.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    internal Dialog this[string name] => _byName[name];

    internal bool Has(string name) => _byName.ContainsKey(name);
}
