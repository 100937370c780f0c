using System.Security.Claims;
using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Security;

/// <summary>Who is signed in, and what they may see.</summary>
public static class StaffIdentity
{
    /// <summary>The claim that carries the agency.</summary>
    public const string AgencyClaim = "familylink:agency";

    /// <summary>The claim of an account that signs in with a second factor.</summary>
    public const string SecondFactorClaim = "familylink:second-factor";

    /// <summary>The claim that carries the console language.</summary>
    public const string LanguageClaim = "familylink:language";

    /// <summary>The sign of what people say of staff.</summary>
    public const string ComplaintSignal = "danger.staff-abuse";

    private const string ReadToday = "read-today";

    /// <summary>The staff member's id.</summary>
    public static Guid StaffId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    /// <summary>The agency, or an id that belongs to none.</summary>
    public static Guid AgencyId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(AgencyClaim), out var agency) ? agency : Guid.Empty;

    /// <summary>The cases this person may see: their agency's and those shared with it (S23).</summary>
    public static IQueryable<Case> VisibleCases(this FamilyLinkContext db, ClaimsPrincipal user) => db.VisibleCases(user.AgencyId());

    private static IQueryable<Case> VisibleCases(this FamilyLinkContext db, Guid agency)
    {
        var shares = db.SharesThatHold();
        return db.Cases.Where(c => c.AgencyId == agency || shares.Any(s => s.CaseId == c.Id && s.AgencyId == agency));
    }

    /// <summary>
    /// Whether a case is their own agency's. Another agency, with which it is shared, may add and may forbid; what allows more than before is for the agency of
    /// the case to say (S1, S2, S23).
    /// </summary>
    public static Task<bool> OwnsCaseAsync(this FamilyLinkContext db, ClaimsPrincipal user, Guid caseId, CancellationToken cancellation)
    {
        var agency = user.AgencyId();
        return db.Cases.AnyAsync(c => c.Id == caseId && c.AgencyId == agency, cancellation);
    }

    /// <summary>Whether their own agency put a contact on file: only then do they agree with them how they are reached, or lift what holds messages back (S1, S7, S19).</summary>
    public static Task<bool> OwnsContactAsync(this FamilyLinkContext db, ClaimsPrincipal user, Guid contactId, CancellationToken cancellation)
    {
        var agency = user.AgencyId();
        return db.Contacts.AnyAsync(c => c.Id == contactId && c.AgencyId == agency, cancellation);
    }

    /// <summary>
    /// The tasks this person may see (S23): those of cases they may see; without a case, those of their agency, and of contacts all of whose cases they may
    /// see; of no agency, those of conversations they may see, and those that are about nobody. What people say of staff is for readers of complaints of
    /// another agency alone, once there is one: nobody sees a complaint about themselves or their unit. Until then it is a task like others, because unread
    /// it would help nobody.
    /// </summary>
    public static IQueryable<StaffTask> VisibleTasks(this FamilyLinkContext db, ClaimsPrincipal user)
    {
        var agency = user.AgencyId();
        var (cases, conversations, heard) = (db.VisibleCases(user), db.VisibleConversations(user), db.ConversationsHeard(agency));
        var (reads, readers) = (user.IsInRole(StaffRoles.Complaints), db.AgenciesOfReaders());

        // Asked for each task by key (EXISTS), never as a list of everything that may be seen (IN): there are few open tasks and very many conversations.
        return db.StaffTasks.Where(t =>
            t.Signal == ComplaintSignal && readers.Any(r => r != t.AgencyId) ? reads && t.AgencyId != agency
            : reads ? false
            : t.CaseId != null ? cases.Any(c => c.Id == t.CaseId)
            : t.AgencyId == agency
                || (t.AgencyId == null && (t.ConversationId == null ? t.ContactId == null : conversations.Any(c => c.Id == t.ConversationId)))
                || (t.AgencyId == null && (t.Signal != null || t.Kind == ReadToday) && heard.Any(c => c.Id == t.ConversationId))
                || (db.CaseContacts.Any(l => l.ContactId == t.ContactId) && !db.CaseContacts.Any(l => l.ContactId == t.ContactId && !cases.Any(c => c.Id == l.CaseId))));
    }

    /// <summary>What people say of staff, where somebody of another agency reads complaints: for them alone.</summary>
    public static IQueryable<StaffTask> ComplaintsForReaders(this FamilyLinkContext db)
    {
        var readers = db.AgenciesOfReaders();
        return db.StaffTasks.Where(t => t.Signal == ComplaintSignal && readers.Any(r => r != t.AgencyId));
    }

    /// <summary>The agencies whose complaints nobody of another agency reads: what people say of their staff, their own unit reads.</summary>
    public static IQueryable<Agency> AgenciesWithoutReaders(this FamilyLinkContext db)
    {
        var readers = db.AgenciesOfReaders();
        return db.Agencies.Where(a => !readers.Any(r => r != a.Id));
    }

    private static IQueryable<Guid?> AgenciesOfReaders(this FamilyLinkContext db) =>
        from link in db.UserRoles
        join role in db.Roles on link.RoleId equals role.Id
        join reader in db.Users on link.UserId equals reader.Id
        where role.Name == StaffRoles.Complaints && reader.LockoutEnd == null && reader.PasswordHash != null
        select reader.AgencyId;

    /// <summary>All tasks but those: what a unit's lists, counts and hand-offs work with.</summary>
    public static IQueryable<StaffTask> TasksOfUnits(this FamilyLinkContext db)
    {
        var readers = db.AgenciesOfReaders();
        return db.StaffTasks.Where(t => t.Signal == null || t.Signal != ComplaintSignal || !readers.Any(r => r != t.AgencyId));
    }

    /// <summary>
    /// The conversations this person may see (S23): those with nobody on file, and those with somebody they may see who has proved the secret that was handed
    /// over; where nobody has, with whoever was put on file first. Putting a number on file anew shows nobody its conversation.
    /// </summary>
    public static IQueryable<Conversation> VisibleConversations(this FamilyLinkContext db, ClaimsPrincipal user) => db.VisibleConversations(user.AgencyId());

    /// <summary>The conversations that the people of an agency may see; of no agency, those with nobody on file.</summary>
    public static IQueryable<Conversation> VisibleConversations(this FamilyLinkContext db, Guid agency)
    {
        var contacts = db.VisibleContacts(agency);
        var onFile = db.ContactAddresses.Where(a => a.State != AddressState.Retired);
        return db.Conversations.Where(c =>
            !onFile.Any(a => a.AddressHash == c.AddressHash)
            || onFile.Any(a => a.AddressHash == c.AddressHash && contacts.Any(o => o.Id == a.ContactId) && a.ProvedAt != null)
            || (!onFile.Any(a => a.AddressHash == c.AddressHash && a.ProvedAt != null)
                && onFile.Any(a => a.AddressHash == c.AddressHash && contacts.Any(o => o.Id == a.ContactId) && !onFile.Any(o => o.AddressHash == a.AddressHash && o.AddedAt < a.AddedAt))));
    }

    /// <summary>
    /// The conversations whose cries for help an agency hears, whether or not it may see the rest: those of numbers with a contact of an open case of theirs.
    /// Who of several agencies' contacts cries is not known until a code is said (S14).
    /// </summary>
    public static IQueryable<Conversation> ConversationsHeard(this FamilyLinkContext db, Guid agency) => db.Conversations.Where(c => db.ContactAddresses.Any(a =>
        a.AddressHash == c.AddressHash && a.State != AddressState.Retired
        && db.CaseContacts.Any(l => l.ContactId == a.ContactId && db.Cases.Any(o => o.Id == l.CaseId && o.AgencyId == agency && o.ClosedAt == null))));

    /// <summary>The contacts this person may see: those their agency enrolled and those of visible cases (S23).</summary>
    public static IQueryable<Contact> VisibleContacts(this FamilyLinkContext db, ClaimsPrincipal user) => db.VisibleContacts(user.AgencyId());

    private static IQueryable<Contact> VisibleContacts(this FamilyLinkContext db, Guid agency)
    {
        var cases = db.VisibleCases(agency);
        return db.Contacts.Where(c => c.AgencyId == agency || db.CaseContacts.Any(l => l.ContactId == c.Id && cases.Any(o => o.Id == l.CaseId)));
    }
}

/// <summary>Puts agency and shown name into the sign-in cookie.</summary>
internal sealed class StaffClaims(UserManager<StaffMember> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<StaffMember, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(StaffMember user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(StaffIdentity.AgencyClaim, user.AgencyId?.ToString() ?? ""));
        identity.AddClaim(new Claim(ClaimTypes.GivenName, user.DisplayName));
        identity.AddClaim(new Claim(StaffIdentity.LanguageClaim, user.Language));
        if (user.TwoFactorEnabled)
        {
            identity.AddClaim(new Claim(StaffIdentity.SecondFactorClaim, "on"));
        }

        return identity;
    }
}
