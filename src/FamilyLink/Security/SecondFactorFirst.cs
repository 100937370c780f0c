using FamilyLink.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace FamilyLink.Security;

/// <summary>In Live, approvers and administrators see nothing but their own account until it has a second factor.</summary>
internal sealed class SecondFactorFirst(IOptions<FamilyLinkOptions> options) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (user, page) = (context.HttpContext.User, context.HttpContext.Request.Path);
        if (options.Value.Mode == ServiceMode.Live
            && (user.IsInRole(StaffRoles.Approver) || user.IsInRole(StaffRoles.Administrator))
            && !user.HasClaim(c => c.Type == StaffIdentity.SecondFactorClaim)
            && !page.StartsWithSegments("/account") && !page.StartsWithSegments("/sign-out") && !page.StartsWithSegments("/sign-in"))
        {
            context.Result = new LocalRedirectResult("/account");
            return;
        }

        await next();
    }
}
