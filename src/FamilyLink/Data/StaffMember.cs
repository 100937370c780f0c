using Microsoft.AspNetCore.Identity;

namespace FamilyLink.Data;

/// <summary>A person who signs in to the console.</summary>
public sealed class StaffMember : IdentityUser<Guid>
{
    /// <summary>The agency they work for (S23).</summary>
    public Guid? AgencyId { get; set; }

    /// <summary>The name colleagues see.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The console language (<c>lo</c>, <c>th</c>, <c>en</c>).</summary>
    public string Language { get; set; } = "en";

    /// <summary>The administrator who made the account or asked for a new password for it, while another administrator has not confirmed that.</summary>
    public Guid? ProposedBy { get; set; }

    /// <summary>When the account with this id was made, UTC: ids carry it.</summary>
    public static DateTime MadeAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id.ToByteArray(bigEndian: true)) >> 16)).UtcDateTime;

    /// <summary>Whether the account was made less than two weeks before; what it approves then is marked, so that colleagues look twice.</summary>
    public static bool IsNew(Guid id, DateTime at) => MadeAt(id) > at.AddDays(-14);
}

/// <summary>The console's roles.</summary>
public static class StaffRoles
{
    /// <summary>Works with cases and contacts.</summary>
    public const string Caseworker = "caseworker";

    /// <summary>May give the approval that every notice needs from one approver (S11).</summary>
    public const string Approver = "approver";

    /// <summary>Sets up staff and the service; sees no case.</summary>
    public const string Administrator = "administrator";

    /// <summary>Reads the audit log.</summary>
    public const string Auditor = "auditor";

    /// <summary>Writes and reviews wordings; sees no case.</summary>
    public const string Translator = "translator";

    /// <summary>Reads what people say of staff of other agencies (S23); sees no case.</summary>
    public const string Complaints = "complaints";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Caseworker, Approver, Administrator, Auditor, Translator, Complaints];
}
