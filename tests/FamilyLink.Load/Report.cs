using System.Text.Json;
using System.Text.Json.Nodes;

namespace FamilyLink.Load;

/// <summary>What a scenario found: people read it on standard error while it grows, programs read the one JSON line at the end of standard output.</summary>
public static class Report
{
    /// <summary>Tells a person how it goes.</summary>
    public static void Say(FormattableString text) => Console.Error.WriteLine(FormattableString.Invariant(text));

    /// <summary>Writes the line.</summary>
    public static void Last(string scenario, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var line = new JsonObject { ["scenario"] = scenario };
        foreach (var (name, value) in fields)
        {
            line[name] = value;
        }

        Console.Out.WriteLine(line.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Console.Out.Flush();
    }

    /// <summary>Rounded for reading.</summary>
    public static double Round(double value) => Math.Round(value, value < 10 ? 3 : 1);
}
