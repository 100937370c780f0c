using FamilyLink.Data;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features;

/// <summary>Registers the pages of the console and says who may open which folder. Everything not named here needs a signed-in person all the same.</summary>
public static class ConsoleSetup
{
    private const string Headers =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /// <summary>Adds the pages.</summary>
    public static IServiceCollection AddFamilyLinkConsole(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<ConsoleText>();

        // Lao and Thai go out as letters, not as numbers for letters: a page of them is a fifth as long.
        services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(o => o.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
        services.AddSingleton<ConsoleLocalizer>();
        services.AddOptions<Microsoft.AspNetCore.Mvc.DataAnnotations.MvcDataAnnotationsLocalizationOptions>()
            .PostConfigure<ConsoleLocalizer>((o, words) => o.DataAnnotationLocalizerProvider = (_, _) => words);
        services.AddRazorPages(options =>
        {
            options.RootDirectory = "/Features";
            foreach (var folder in (string[])["/Answers", "/Cases", "/CheckIns", "/Contacts", "/CourtRecords", "/CourtUpdates", "/Enrolments", "/Notices", "/Inbox"])
            {
                options.Conventions.AuthorizeFolder(folder, "cases");
            }

            options.Conventions.AuthorizeFolder("/Tasks", "tasks");
            options.Conventions.AuthorizeFolder("/Translations", "translations");
            options.Conventions.AuthorizeFolder("/Studio", "translations");
            options.Conventions.AuthorizePage("/Translations/Speakers", "staff");
            options.Conventions.AuthorizeFolder("/Staff", "staff");
        }).AddMvcOptions(o =>
        {
            o.Filters.Add<ConsoleRefusals>();
            o.Filters.Add<SecondFactorFirst>();
        }).AddDataAnnotationsLocalization();
        services.AddAntiforgery(options => options.Cookie.Name = "familylink-form");
        return services;
    }

    /// <summary>Error page without details, security headers, static files.</summary>
    public static void UseFamilyLinkConsole(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            StatusCodeSelector = failed => failed is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.Use(async (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Headers;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            await next(context);
        });
        app.UseProblemPages();
        app.UseStaticFiles();
    }

    /// <summary>The two questions that orchestrators ask.</summary>
    public static void MapFamilyLinkHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        app.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancellation) =>
            await readiness.CanWriteAsync(cancellation) ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable)).AllowAnonymous();

        // Whatever the method was: the request that failed comes here with its own.
        app.Map("/error", ProblemPage.FailedAsync).AllowAnonymous();
    }
}
