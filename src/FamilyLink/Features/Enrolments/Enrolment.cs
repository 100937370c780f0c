using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// The secret handed over to a contact by a person, outside the channel (S6): six digits, or a word for those who prefer; and the duress word (S7).
/// Only keyed slow hashes are stored. A new enrolment replaces the one before.
/// </summary>
public sealed class Enrolment
{
    /// <summary>Tries before the secret is locked (S6).</summary>
    public const int TriesAllowed = 5;

    /// <summary>Its id, in order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whose secret it is.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The salt of this enrolment's hashes.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>Rounds of the slow hash.</summary>
    public required int Iterations { get; init; }

    /// <summary>The hash of the code or word, normalised.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The hash of the duress word, or null when none was agreed.</summary>
    public byte[]? DuressHash { get; init; }

    /// <summary>
    /// The look-up hash of the link number: six more digits that say whose secret is meant where the account that sends it is not on file yet.
    /// It is the enrolment's own, not the case's or the person's, and ends with it.
    /// </summary>
    public byte[]? LinkHash { get; init; }

    /// <summary>When it was handed over, UTC.</summary>
    public required DateTime HandedOverAt { get; init; }

    /// <summary>The staff member who handed it over.</summary>
    public required Guid HandedOverBy { get; init; }

    /// <summary>When it was replaced or taken back, UTC.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Enrolment>, IEntityTypeConfiguration<SecretTries>
    {
        public void Configure(EntityTypeBuilder<Enrolment> builder)
        {
            builder.HasIndex(e => e.ContactId);
            builder.HasIndex(e => e.LinkHash);
        }

        public void Configure(EntityTypeBuilder<SecretTries> builder) => builder.HasKey(t => t.AddressHash);
    }
}

/// <summary>
/// Wrong tries from one address since the last right one. Counted for every address, enrolled or not, so that counting
/// takes the same time for a stranger (S5); five lock the address until a caseworker hands over a new secret (S6). Link numbers are counted the
/// same way, so that one secret cannot be tried from many accounts.
/// </summary>
public sealed class SecretTries
{
    /// <summary>The look-up hash of the address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>How many.</summary>
    public int Failures { get; set; }
}
