using System.Globalization;

namespace FamilyLink.Load;

/// <summary>The words after the scenario: <c>--name value</c>.</summary>
public sealed class LoadOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    /// <exception cref="ArgumentException">A word is out of place.</exception>
    public LoadOptions(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
            {
                throw new ArgumentException($"'{words[i]}' is no option with a value.");
            }

            _values[words[i][2..]] = words[i + 1];
        }
    }

    /// <summary>The engine: <c>sqlite</c> or <c>postgres</c>.</summary>
    public string Database => Text("database", "sqlite", "sqlite", "postgres");

    /// <summary>When an answer may be given: <c>power</c> or <c>process</c>.</summary>
    public string Durability => Text("durability", "power", "power", "process");

    /// <summary>A word, one of those given when any are.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public string Text(string name, string otherwise, params ReadOnlySpan<string> oneOf)
    {
        var value = _values.GetValueOrDefault(name, otherwise);
        return oneOf.IsEmpty || oneOf.Contains(value) ? value : throw new ArgumentException($"--{name} is one of: {string.Join(", ", oneOf!)}.");
    }

    /// <summary>A whole number, from one unless told otherwise.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public int Number(string name, int otherwise, int least = 1) =>
        !_values.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw new ArgumentException($"--{name} is a whole number from {least.ToString(CultureInfo.InvariantCulture)}.");
}
