using FamilyLink.Localization;

namespace FamilyLink.Dialogs.Conversations;

/// <summary>Choosing a language; each is named in itself, so that nobody needs to read another one first.</summary>
public sealed class LanguageDialog : Dialog
{
    /// <summary>Its name.</summary>
    public const string Id = "language";

    /// <inheritdoc/>
    public override string Name => Id;

    /// <inheritdoc/>
    public override Task<DialogStatus> BeginAsync(DialogContext turn)
    {
        turn.Say("language.ask", turn.Ports.Languages.Select((language, place) => new Choice((char)('1' + place), "language." + language)));
        return Task.FromResult(DialogStatus.Waiting);
    }

    /// <inheritdoc/>
    public override async Task<DialogStatus> ContinueAsync(DialogContext turn)
    {
        var place = turn.Reading.Digit - '1';
        if (place is null || place < 0 || place >= turn.Ports.Languages.Count)
        {
            return DialogStatus.NotAnAnswer;
        }

        await ChooseAsync(turn, turn.Ports.Languages[place.Value]);
        return DialogStatus.Waiting;
    }

    /// <summary>Goes on in a language, from the menu.</summary>
    internal static async Task ChooseAsync(DialogContext turn, string language)
    {
        turn.Language = language;
        turn.State = turn.State with { Language = language };
        turn.Do(new LanguageChosen(language));
        turn.Say(language != Languages.Khmu ? "language.chosen" : turn.Input.Medium == Medium.Voice ? "voice.khmu-chosen" : "language.khmu-by-person");
        turn.EndDialog();
        await turn.StartAsync(MenuDialog.Id);
    }
}
