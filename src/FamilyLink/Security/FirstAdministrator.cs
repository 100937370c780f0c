using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Security;

/// <summary>Makes the first account of a Live site, from the configuration, when there is none yet; everybody else is added in the console.</summary>
public static class FirstAdministrator
{
    /// <summary>Makes it, or does nothing when there are accounts or no e-mail is configured.</summary>
    /// <exception cref="InvalidOperationException">The password is too weak.</exception>
    public static async Task MakeAsync(IServiceProvider services, IConfiguration configuration)
    {
        await using var scope = services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var role in StaffRoles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole<Guid>(role));
            }
        }

        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffMember>>();
        if (configuration["FamilyLink:FirstAdministrator:Email"] is not { Length: > 0 } email || await users.Users.AnyAsync())
        {
            return;
        }

        var db = scope.ServiceProvider.GetRequiredService<FamilyLinkContext>();
        var agency = db.Agencies.Add(new Agency { Name = "First agency" }).Entity;
        await db.SaveChangesAsync();
        var member = new StaffMember { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, DisplayName = "Administrator", AgencyId = agency.Id };
        var made = await users.CreateAsync(member, configuration["FamilyLink:FirstAdministrator:Password"] ?? "");
        if (!made.Succeeded)
        {
            throw new InvalidOperationException("FamilyLink:FirstAdministrator:Password is not accepted: " + string.Join(" ", made.Errors.Select(e => e.Description)));
        }

        await users.AddToRoleAsync(member, StaffRoles.Administrator);
        db.Audit(AuditFact.Service("staff.first-administrator", $"staff:{member.Id:N}"));
        await db.SaveChangesAsync();
    }
}
