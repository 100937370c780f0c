using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FamilyLink.Features;

/// <summary>
/// What a browser shows in place of a page that is not there, is not allowed or failed, in the reader's language and with a way back. It reads no database,
/// which may be what failed. Webhooks, scripts and probes never get it: to them a page could look like thanks.
/// </summary>
internal static class ProblemPage
{
    private static readonly string[] NoPages = ["/twilio", "/kannel", "/api", "/health", "/metrics", "/recordings", "/hangfire"];

    /// <summary>Puts the page in the place of an empty answer.</summary>
    public static void UseProblemPages(this IApplicationBuilder app) => app.UseStatusCodePages(answer =>
    {
        var context = answer.HttpContext;
        return WantsPage(context, context.Request.Path, context.GetEndpoint()) ? WriteAsync(context) : Task.CompletedTask;
    });

    /// <summary>The answer to a request that failed.</summary>
    public static Task FailedAsync(HttpContext context)
    {
        context.Response.StatusCode = Math.Max(StatusCodes.Status400BadRequest, context.Response.StatusCode);
        if (context.Features.Get<IExceptionHandlerPathFeature>() is { } failed && WantsPage(context, failed.Path, failed.Endpoint))
        {
            return WriteAsync(context);
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Something went wrong here. Nothing was lost; please try again.");
    }

    private static bool WantsPage(HttpContext context, PathString asked, Endpoint? endpoint) =>
        (endpoint is null || endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        && !NoPages.Any(path => asked.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task WriteAsync(HttpContext context)
    {
        var text = context.RequestServices.GetRequiredService<ConsoleText>();
        var (title, hint) = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("There is no such page", "It may have been closed, or it is not one that you may see."),
            StatusCodes.Status403Forbidden => ("This page is not for your role", "If you need it for your work, ask an administrator."),
            StatusCodes.Status400BadRequest => ("This could not be read", "The page may have been open for a long time. Open it again and try once more."),
            _ => ("Something went wrong here", "Nothing was lost; please try again."),
        };
        string Say(string english) => HtmlEncoder.Default.Encode(text[english]);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="{text.Language}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="robots" content="noindex">
              <title>{Say(title)} – FamilyLink</title>
              <link rel="stylesheet" href="/site.css">
            </head>
            <body>
              <main id="main">
                <h1>{Say(title)}</h1>
                <p>{Say(hint)}</p>
                <p><a class="button quiet" href="/">{Say("Back to the start")}</a></p>
              </main>
            </body>
            </html>
            """);
    }
}
