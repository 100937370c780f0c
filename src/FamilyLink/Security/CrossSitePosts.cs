using Microsoft.Extensions.Options;

namespace FamilyLink.Security;

/// <summary>
/// Refuses what another site's page sends here in somebody's browser, before anything of it is read or kept. Browsers say where a request comes from
/// (<c>Sec-Fetch-Site</c>, <c>Origin</c>); gateways and bot channels are no browsers and send neither.
/// </summary>
internal static class CrossSitePosts
{
    public static IApplicationBuilder UseSameSitePostsOnly(this IApplicationBuilder app)
    {
        var site = app.ApplicationServices.GetRequiredService<IOptions<FamilyLinkOptions>>().Value.PublicBaseUrl;
        return app.Use(async (context, next) =>
        {
            if (ChangesSomething(context.Request) && IsFromElsewhere(context.Request, site))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                await context.Response.WriteAsync("This form was sent from another site. Open the page here and send it again.");
                return;
            }

            await next(context);
        });
    }

    private static bool ChangesSomething(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method) && !HttpMethods.IsTrace(request.Method);

    private static bool IsFromElsewhere(HttpRequest request, string? site)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } fetched)
        {
            return fetched is not ("same-origin" or "none");
        }

        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && (from.Authority == request.Host.Value || (Uri.TryCreate(site, UriKind.Absolute, out var own) && from.Authority == own.Authority)));
    }
}
