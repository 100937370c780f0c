using FamilyLink.Channels.WebChat;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.WebChat;

/// <summary>The chat page for partner sites. It sets no cookie and is not kept by the browser; its title says nothing.</summary>
public sealed class IndexModel(IOptions<WebChatOptions> options) : PageModel
{
    public string ExitUrl => options.Value.ExitUrl;

    public IActionResult OnGet()
    {
        if (!options.Value.Enabled)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        if (options.Value.Sites is { Count: > 0 } sites)
        {
            var policy = Response.Headers.ContentSecurityPolicy.ToString();
            Response.Headers.ContentSecurityPolicy = policy.Replace("frame-ancestors 'none'", "frame-ancestors " + string.Join(' ', sites), StringComparison.Ordinal);
        }

        return Page();
    }
}
