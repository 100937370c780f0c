using FamilyLink.Localization;
using FamilyLink.Localization.Text;

namespace FamilyLink.Features.Translations;

/// <summary>Measures words while somebody types them, with the same code that counts when they are sent.</summary>
public static class MeasureEndpoint
{
    /// <summary>Maps it.</summary>
    public static void MapWordingMeasure(this IEndpointRouteBuilder routes) => routes.MapPost("/translations/measure", async (HttpRequest request, string language, string medium, string key, ConsoleText said) =>
    {
        using var reader = new StreamReader(request.Body);
        var buffer = new char[WordingRules.MostLetters + 1];
        var read = await reader.ReadBlockAsync(buffer);
        var text = new string(buffer, 0, read);
        var way = medium == "voice" ? WordingMedium.Voice : WordingMedium.Text;
        return Results.Json(new
        {
            measured = said[WordingMeasure.Say(text)],
            preview = WordingMeasure.Preview(text),
            faults = WordingRules.Faults(key, language, way, text).Select(f => said[f.Sentence]),
        });
    }).RequireAuthorization("translations");
}
