using FamilyLink.Localization;

namespace FamilyLink.Dialogs;

/// <summary>The keys that a call can play: what has to be recorded.</summary>
public static class VoiceKeys
{
    // Text only: voice has its own wording for these, or no call reaches them.
    private static readonly HashSet<string> TextOnly = new(StringComparer.Ordinal)
    {
        "news.part", "court.part", "answer.part", "looking.ask-name", "looking.ask-time", "choice.skip", "court.ask-question", "court.caller",
        "attachment.refused", "language.khmu-by-person", "start.done",
    };

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Texts.Keys.Where(key => !TextOnly.Contains(key)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The building blocks of approved words.</summary>
    public static IReadOnlyList<string> Blocks { get; } =
        [.. All.Where(key => key.StartsWith("block.", StringComparison.Ordinal) || key.StartsWith("court.", StringComparison.Ordinal))];
}
