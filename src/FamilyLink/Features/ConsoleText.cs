using System.Globalization;
using System.Text.RegularExpressions;
using FamilyLink.Data;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace FamilyLink.Features;

/// <summary>
/// What a page says, in the language of who reads it: chosen on the page, else kept with the account, else asked for by the browser, else English.
/// Only the words follow it; dates and numbers keep one shape, because th-TH counts other years and lo-LA writes other decimals.
/// </summary>
public sealed partial class ConsoleText(IHttpContextAccessor http, SiteSettings site)
{
    internal const string Cookie = "familylink-language";
    private string? _language;

    /// <summary>The language pages are shown in.</summary>
    public string Language => _language ??= Find(http.HttpContext);

    /// <summary>A phrase in that language; null stays empty.</summary>
    public string this[string? english] => english is null ? "" : ConsoleTexts.Say(english, Language);

    /// <summary>A phrase with values in the places of <c>{0}</c>, <c>{1}</c> ….</summary>
    public string this[string english, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[english], values);

    /// <summary>A phrase whose values are marked up: links, bold words.</summary>
    public IHtmlContent Marked(string english, params Func<object?, IHtmlContent>[] pieces)
    {
        var content = new HtmlContentBuilder();
        foreach (var part in Places().Split(this[english]))
        {
            _ = int.TryParse(part.AsSpan().Trim("{}"), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && part[0] == '{'
                ? content.AppendHtml(pieces[place](null))
                : content.Append(part);
        }

        return content;
    }

    /// <summary>The day of a moment (UTC) at the site: with the English month, or in the one order that nobody reads another way.</summary>
    public string Day(DateTime utc) => Day(site.DayOf(utc));

    /// <summary>A day of the calendar.</summary>
    public string Day(DateOnly day) => day.ToString(Language == Languages.English ? "d MMM yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A month.</summary>
    public string Month(DateOnly month) => month.ToString(Language == Languages.English ? "MMM yyyy" : "yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A moment (UTC) as day and time at the site, whose clocks those who read it live by.</summary>
    public string Moment(DateTime utc) => $"{Day(utc)} {site.LocalOf(utc).ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <summary>The day of the week of a moment (UTC) at the site, short and in English: a phrase to look up.</summary>
    public string Weekday(DateTime utc) => site.LocalOf(utc).ToString("ddd", CultureInfo.InvariantCulture);

    private static string Find(HttpContext? context)
    {
        if (context is null)
        {
            return Languages.English;
        }

        if (Offered(context.Request.Cookies[Cookie]) is { } chosen)
        {
            return chosen;
        }

        if (Offered(context.User.FindFirst(StaffIdentity.LanguageClaim)?.Value) is { } kept)
        {
            return kept;
        }

        foreach (var asked in context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            if (Offered(asked.Value.ToString().Split('-')[0]) is { } language)
            {
                return language;
            }
        }

        return Languages.English;
    }

    internal static string? Offered(string? language) => language is Languages.Lao or Languages.Thai or Languages.English ? language : null;

    [GeneratedRegex(@"(\{\d\})")]
    private static partial Regex Places();
}

/// <summary>The same words for the messages that stand beside a field.</summary>
internal sealed class ConsoleLocalizer(IHttpContextAccessor http) : IStringLocalizer
{
    public LocalizedString this[string name] => Say(name);

    public LocalizedString this[string name, params object[] arguments] =>
        new(name, string.Format(CultureInfo.InvariantCulture, Say(name).Value, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

    private LocalizedString Say(string name)
    {
        var language = http.HttpContext?.RequestServices.GetRequiredService<ConsoleText>().Language ?? Languages.English;
        return new(name, ConsoleTexts.Say(name, language), ConsoleTexts.Exactly(name, language) is null);
    }
}

/// <summary>Puts what a handler refused into the reader's language on its way to the page.</summary>
internal sealed class ConsoleRefusals(ConsoleText text) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // A form that no page knows would render a page that nothing was loaded for.
        if (context.HandlerMethod is null && !HttpMethods.IsGet(context.HttpContext.Request.Method) && !HttpMethods.IsHead(context.HttpContext.Request.Method))
        {
            context.Result = new Microsoft.AspNetCore.Mvc.NotFoundResult();
            return;
        }

        var done = await next();
        if (done.Result is not PageResult || text.Language == Languages.English)
        {
            return;
        }

        foreach (var entry in done.ModelState.Values.Where(e => e.Errors.Count > 0))
        {
            for (var i = 0; i < entry.Errors.Count; i++)
            {
                if (ConsoleTexts.Say(entry.Errors[i].ErrorMessage, text.Language) is var said && said != entry.Errors[i].ErrorMessage)
                {
                    entry.Errors[i] = new ModelError(said);
                }
            }
        }
    }
}

/// <summary>Choosing the language of the console.</summary>
internal static class ConsoleLanguageEndpoint
{
    /// <summary>Maps <c>POST /language</c>: a cookie for this browser, and the account for the next one.</summary>
    public static void MapConsoleLanguage(this IEndpointRouteBuilder routes) => routes.MapPost("/language", async (HttpContext context, Microsoft.AspNetCore.Antiforgery.IAntiforgery forgery, UserManager<StaffMember> staff) =>
    {
        if (!await forgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }

        var form = await context.Request.ReadFormAsync();
        if (ConsoleText.Offered(form["language"]) is { } language)
        {
            context.Response.Cookies.Append(ConsoleText.Cookie, language, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/" });
            if (await staff.GetUserAsync(context.User) is { } member && member.Language != language)
            {
                member.Language = language;
                await staff.UpdateAsync(member);
            }
        }

        string back = form["back"].ToString();
        return Results.LocalRedirect(back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\', StringComparison.Ordinal) ? back : "/");
    }).AllowAnonymous();
}
