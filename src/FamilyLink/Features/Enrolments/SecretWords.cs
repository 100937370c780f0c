using FamilyLink.Dialogs.Understanding;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// Which words may be handed over as a secret or as a duress word: none that could never work because the service reads it as something else, and none
/// that somebody says without meaning it (S6, S7). The reasons are phrases of the console.
/// </summary>
public static class SecretWords
{
    private const int FewestLetters = 4;

    /// <summary>Why it can be no secret, or null.</summary>
    public static string? WhyNotSecret(string secret)
    {
        var form = SecretCheckAgainstEnrolments.Form(secret);
        if (form.All(char.IsAsciiDigit))
        {
            return form.Length != SecretForm.CodeLength ? "Digits are a secret only when there are six of them." : IsPattern(form) ? "Six digits in a row, or six times the same, are guessed first. Choose others." : null;
        }

        return WhyNoWord(secret);
    }

    /// <summary>Why it can be no duress word beside that secret, or null.</summary>
    public static string? WhyNotDuress(string word, string secret)
    {
        if (WhyNoWord(word) is { } why)
        {
            return why;
        }

        var sound = SecretForm.SoundOf(word);
        if (sound.Length < SecretForm.FewestSounds)
        {
            return "This word is too short: it would be heard inside other words. Choose a longer one.";
        }

        var other = SecretForm.SoundOf(secret);
        return sound.Contains(other, StringComparison.Ordinal) && other.Length >= SecretForm.FewestSounds || other.Contains(sound, StringComparison.Ordinal)
            ? "The duress word must sound different from the secret."
            : null;
    }

    private static string? WhyNoWord(string word)
    {
        var form = SecretCheckAgainstEnrolments.Form(word);
        if (!SecretForm.IsWord(word) || form.Any(char.IsAsciiDigit))
        {
            return "Choose one or two words of letters, at most 24 letters, without digits.";
        }

        if (ControlWords.Read(word) is not { Digit: null, Intent: Intent.None })
        {
            return "The service understands this word as something else, such as stop or yes. Choose another.";
        }

        if (form.Length < FewestLetters || form.Distinct().Count() < 3)
        {
            return "This word is too short to be a secret. Choose one of at least four letters.";
        }

        if (SafetySignals.Detect(word).Certainty != Certainty.No)
        {
            return "This word is heard as a sign of danger. Choose another.";
        }

        return SmallTalk.Read(word).Kind != SmallTalkKind.None || TopicMatcher.Default.Match("lo", word).Likely is [{ Confidence: >= 0.5 }, ..]
            ? "People write this word when they greet or ask something. Choose another."
            : null;
    }

    private static bool IsPattern(string digits) =>
        digits.Distinct().Count() == 1 || Enumerable.Range(1, digits.Length - 1).All(i => digits[i] - digits[i - 1] == 1) || Enumerable.Range(1, digits.Length - 1).All(i => digits[i] - digits[i - 1] == -1);
}
