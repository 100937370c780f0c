using FamilyLink.Data;

namespace FamilyLink.Security;

/// <summary>Told when a staff account is switched off: what it had taken must not lie with somebody who cannot come back (S14).</summary>
public interface IAccountSwitchedOff
{
    /// <summary>Gives back what the account held; saved by the caller, with the switching off.</summary>
    Task ReleaseAsync(FamilyLinkContext db, Guid staff, CancellationToken cancellation);
}
