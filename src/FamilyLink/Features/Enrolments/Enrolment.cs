using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Features.Enrolments;

/// <summary>
/// The secret handed over to a contact by a person, outside the channel (S6): six digits, or a word for those who prefer; and the duress word (S7).
/// Only keyed hashes are stored, of what opens something slow ones. A new enrolment replaces the one before.
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

    /// <summary>True when the secret is a word and not six digits: only a word is a try at it (S6).</summary>
    public bool IsWord { get; init; }

    /// <summary>The look-up hash of the duress number, six digits for whoever can only press keys (S7). It opens nothing, so it is a quick hash.</summary>
    public byte[]? DuressNumber { get; init; }

    /// <summary>The look-up hash of how the duress word sounds, or null when none was agreed. It opens nothing, and is looked for in every message, so it is a quick hash.</summary>
    public byte[]? DuressSound { get; init; }

    /// <summary>How many sounds the duress word has.</summary>
    public int DuressSounds { get; init; }

    /// <summary>
    /// The look-up hash of how a secret word sounds, or null when the secret is a code: wherever it is written, it is kept nowhere (S6). Keyed, and quick
    /// because every message is searched for it: whoever has the key has every name and number too.
    /// </summary>
    public byte[]? SecretSound { get; init; }

    /// <summary>How many sounds the secret word has.</summary>
    public int SecretSounds { get; init; }

    /// <summary>The wrong tries from the contact's address that do not count: those made before the secret was handed over, and before it was last accepted.</summary>
    public int TriesBefore { get; set; }

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
/// Wrong tries from one address, ever. Counted for every address, enrolled or not, so that counting takes the same time for a stranger (S5). An
/// enrolment is locked by five more than it began with (<see cref="Enrolment.TriesBefore"/>), until a new secret is handed over (S6). Link numbers are
/// counted the same way, so that one secret cannot be tried from many accounts.
/// </summary>
public sealed class SecretTries
{
    /// <summary>The look-up hash of the address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>How many.</summary>
    public int Failures { get; set; }
}
