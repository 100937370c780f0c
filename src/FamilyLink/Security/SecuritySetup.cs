using FamilyLink.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace FamilyLink.Security;

/// <summary>Staff sign-in: ASP.NET Core Identity, a second factor by authenticator app; and the rule that every page needs it.</summary>
public static class SecuritySetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkSecurity(this IServiceCollection services, bool live)
    {
        // The stores of Identity work with whichever context the database calls for.
        services.AddScoped<Microsoft.EntityFrameworkCore.DbContext>(s => s.GetRequiredService<FamilyLinkContext>());
        services.AddIdentity<StaffMember, IdentityRole<Guid>>(options =>
            {
                options.Password.RequiredLength = 12;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequireUppercase = false;
                options.User.RequireUniqueEmail = true;
            })
            .AddEntityFrameworkStores<FamilyLinkContext>()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<StaffClaims>();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/sign-in/denied";
            options.Cookie.Name = "familylink";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = live ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(8);
            options.SlidingExpiration = true;
            options.Events.OnRedirectToLogin = ResumableForms.AskToSignInAsync;
        });
        // Looked at with every request: signing out changes the stamp, and a cookie copied before is worth nothing after.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.Zero);
        services.AddSingleton<SignInTries>().AddScoped<ResumableForms>().AddScoped<CaseSharing>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy("cases", p => p.RequireRole(StaffRoles.Caseworker, StaffRoles.Approver))
            .AddPolicy("tasks", p => p.RequireRole(StaffRoles.Caseworker, StaffRoles.Approver, StaffRoles.Complaints))
            .AddPolicy("write", p => p.RequireRole(StaffRoles.Caseworker))
            .AddPolicy("staff", p => p.RequireRole(StaffRoles.Administrator))
            .AddPolicy("translations", p => p.RequireRole(StaffRoles.Translator, StaffRoles.Caseworker, StaffRoles.Approver, StaffRoles.Administrator))
            .AddPolicy("audit", p => p.RequireRole(StaffRoles.Auditor, StaffRoles.Administrator));
        return services;
    }
}
