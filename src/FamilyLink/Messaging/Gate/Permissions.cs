using FamilyLink.Data;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Messaging.Gate;

/// <summary>Reads consents as S2 says: per purpose, newest of each voice, a child's own no before everybody's yes, unknown age a child.</summary>
public static class Permissions
{
    private const string SubjectSaidNo = "subject-said-no";
    private const string NotSafe = "role-not-safe";

    /// <summary>Whether a contact may be told, or asked, for a purpose about a case; null, or the reason why not.</summary>
    public static async Task<string?> WhyNotAsync(FamilyLinkContext db, Guid caseId, Guid contactId, ConsentPurpose purpose, DateTime now, CancellationToken cancellation)
    {
        var about = await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == caseId, cancellation);
        var links = await db.CaseContacts.AsNoTracking().Where(l => l.CaseId == caseId).ToListAsync(cancellation);
        var link = links.Find(l => l.ContactId == contactId);
        if (about is null || about.ClosedAt is not null || link is null)
        {
            return "no-link";
        }

        var consents = await db.Consents.AsNoTracking()
            .Where(c => c.CaseId == caseId && c.Purpose == purpose && (c.ContactId == null || c.ContactId == contactId))
            .ToListAsync(cancellation);
        return WhyNot(about.Age, link, links, consents, now);
    }

    /// <summary>The rule itself, without a database.</summary>
    public static string? WhyNot(AgeGroup age, CaseContact link, IReadOnlyCollection<CaseContact> links, IReadOnlyCollection<Consent> consents, DateTime now)
    {
        if (link.Relation != Relation.Self && link.Role != CheckedRole.Safe)
        {
            return "role-not-checked";
        }

        // The person's own no is told before anything that is missing of the contact.
        var whyNot = WhyNotOfSubject(age, links, consents, now);
        return whyNot != SubjectSaidNo && link.Relation != Relation.Self && !Holds(Newest(consents.Where(c => c.Voice == ConsentVoice.Contact)), now)
            ? "no-consent-of-contact"
            : whyNot;
    }

    // What the person the case is about, and who speaks for a child, must have said.
    private static string? WhyNotOfSubject(AgeGroup age, IReadOnlyCollection<CaseContact> links, IReadOnlyCollection<Consent> consents, DateTime now)
    {
        // Somebody's newest word counts; a no or a withdrawal by the person the case is about ends the matter, whatever it was called.
        var subject = consents.Where(c => c.Voice == ConsentVoice.Subject).ToList();
        if (Newest(subject) is { Decision: not ConsentDecision.Given })
        {
            return SubjectSaidNo;
        }

        if (age == AgeGroup.Adult)
        {
            return Holds(Newest(subject.Where(c => c.Kind == ConsentKind.Consent)), now) ? null : "no-consent";
        }

        if (!Holds(Newest(subject.Where(c => c.Kind == ConsentKind.Assent)), now))
        {
            return "no-assent";
        }

        var caregiver = consents.Where(c => c.Voice == ConsentVoice.Caregiver
            && links.Any(l => l.ContactId == c.CaregiverContactId && l.Role == CheckedRole.Safe));
        return Holds(Newest(caregiver), now) || Holds(Newest(consents.Where(c => c.Voice == ConsentVoice.Caseworker)), now)
            ? null
            : "no-checked-caregiver";
    }

    /// <summary>Until when a case may be shared with an agency by its own consent (S2, S23), or the reason why not. A no that names no agency is a no to all.</summary>
    public static async Task<(string? WhyNot, DateTime Until)> SharingAsync(FamilyLinkContext db, Case about, Guid agencyId, DateTime now, CancellationToken cancellation)
    {
        var links = await db.CaseContacts.AsNoTracking().Where(l => l.CaseId == about.Id).ToListAsync(cancellation);
        var consents = await db.Consents.AsNoTracking()
            .Where(c => c.CaseId == about.Id && c.Purpose == ConsentPurpose.SharingWithAgency && (c.AgencyId == agencyId || (c.AgencyId == null && c.Decision != ConsentDecision.Given)))
            .ToListAsync(cancellation);
        return WhyNotOfSubject(about.Age, links, consents, now) is { } whyNot
            ? (whyNot, default)
            : (null, consents.Where(c => Holds(c, now) && c.Voice != ConsentVoice.Contact).GroupBy(c => c.Voice).Min(g => g.Max(c => c.ExpiresAt)));
    }

    /// <summary>Whether a contact agreed to be called about a case: their own newest word, for the case or for one of its contacts (S2).</summary>
    public static async Task<bool> AgreedToCallsAsync(FamilyLinkContext db, Guid caseId, Guid contactId, DateTime now, CancellationToken cancellation)
    {
        var link = await db.CaseContacts.AsNoTracking().SingleOrDefaultAsync(l => l.CaseId == caseId && l.ContactId == contactId, cancellation);
        if (link is null)
        {
            return false;
        }

        var own = link.Relation == Relation.Self ? ConsentVoice.Subject : ConsentVoice.Contact;
        return Holds(
            Newest(await db.Consents.AsNoTracking()
                .Where(c => c.CaseId == caseId && c.Purpose == ConsentPurpose.Voice && c.Voice == own && (c.ContactId == null || c.ContactId == contactId))
                .ToListAsync(cancellation)),
            now);
    }

    /// <summary>Whether a contact agreed to be called about any case they belong to.</summary>
    public static async Task<bool> AgreedToCallsAsync(FamilyLinkContext db, Guid contactId, DateTime now, CancellationToken cancellation)
    {
        foreach (var caseId in await db.CaseContacts.AsNoTracking().Where(l => l.ContactId == contactId).Select(l => l.CaseId).ToListAsync(cancellation))
        {
            if (await AgreedToCallsAsync(db, caseId, contactId, now, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a caseworker's own words may go to a verified contact: words may tell of the person a case is about, so they need what an approved notice needs
    /// (S1, S2), for one case at least; and where that person said no, or somebody found the contact not safe, none go.
    /// </summary>
    public static async Task<string?> WhyNotOwnWordsAsync(FamilyLinkContext db, Guid contactId, DateTime now, CancellationToken cancellation)
    {
        var open = await (
            from link in db.CaseContacts.AsNoTracking()
            join about in db.Cases on link.CaseId equals about.Id
            where link.ContactId == contactId && about.ClosedAt == null
            select link).ToListAsync(cancellation);
        var (allowed, missing) = (false, "no-link");
        foreach (var link in open)
        {
            var whyNot = link.Relation == Relation.Self ? null : link.Role == CheckedRole.NotSafe ? NotSafe
                : await WhyNotAsync(db, link.CaseId, contactId, ConsentPurpose.NewsOfRelative, now, cancellation);
            if (whyNot is NotSafe or SubjectSaidNo)
            {
                return whyNot;
            }

            allowed |= whyNot is null;
            missing = whyNot ?? missing;
        }

        return allowed ? null : missing;
    }

    /// <summary>A permission code in the caseworker's words.</summary>
    public static string Explain(string code) => code switch
    {
        "role-not-checked" => "nobody has checked this contact's role.",
        NotSafe => "somebody has checked this contact: not safe.",
        SubjectSaidNo => "the person has said no. That is final until they say otherwise.",
        "no-consent-of-contact" => "the contact has not agreed to be contacted.",
        "no-assent" => "the child's own yes (assent) is missing or has expired.",
        "no-consent" => "the person's consent is missing or has expired.",
        "no-consent-to-calls" => "the contact has not agreed to be called.",
        "no-checked-caregiver" => "consent of a checked caregiver, or the caseworker's best-interest decision, is missing.",
        _ => "permission is incomplete.",
    };

    private static Consent? Newest(IEnumerable<Consent> consents) => consents.MaxBy(c => (c.GivenAt, c.Id));

    private static bool Holds(Consent? consent, DateTime now) => consent is { Decision: ConsentDecision.Given } && consent.ExpiresAt > now;
}
