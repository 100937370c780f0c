using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data;

/// <summary>Keys and indexes of the shared entities. Indexes are the queries of the hot path and the console, nothing more.</summary>
internal sealed class Configurations :
    IEntityTypeConfiguration<AuditEntry>,
    IEntityTypeConfiguration<ServiceSecret>,
    IEntityTypeConfiguration<Case>,
    IEntityTypeConfiguration<CaseShare>,
    IEntityTypeConfiguration<ContactAddress>,
    IEntityTypeConfiguration<CaseContact>,
    IEntityTypeConfiguration<Consent>,
    IEntityTypeConfiguration<SafeContactPolicy>,
    IEntityTypeConfiguration<StaffTask>,
    IEntityTypeConfiguration<Suppression>,
    IEntityTypeConfiguration<Conversation>,
    IEntityTypeConfiguration<InboundMessage>,
    IEntityTypeConfiguration<OutboundMessage>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.HasKey(e => e.Sequence);
        builder.Property(e => e.Sequence).ValueGeneratedNever();
        builder.HasIndex(e => e.Subject);
    }

    public void Configure(EntityTypeBuilder<ServiceSecret> builder) => builder.HasKey(s => s.Name);

    public void Configure(EntityTypeBuilder<Case> builder)
    {
        // Each agency has its own: another's code tells nobody that there is such a case (S5).
        builder.HasIndex(c => new { c.AgencyId, c.Code }).IsUnique();
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.AgencyId);
    }

    // Ended shares stay as a record; only one at a time holds.
    public void Configure(EntityTypeBuilder<CaseShare> builder) =>
        builder.HasIndex(s => new { s.AgencyId, s.CaseId }).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ix_case_shares_one");

    public void Configure(EntityTypeBuilder<ContactAddress> builder)
    {
        builder.HasIndex(a => a.AddressHash);
        builder.HasIndex(a => a.ContactId);
    }

    public void Configure(EntityTypeBuilder<CaseContact> builder)
    {
        builder.HasIndex(l => new { l.CaseId, l.ContactId }).IsUnique();
        builder.HasIndex(l => l.ContactId);
    }

    public void Configure(EntityTypeBuilder<Consent> builder) => builder.HasIndex(c => new { c.CaseId, c.Purpose });

    public void Configure(EntityTypeBuilder<SafeContactPolicy> builder) => builder.HasIndex(p => p.ContactId);

    public void Configure(EntityTypeBuilder<StaffTask> builder)
    {
        builder.HasIndex(t => new { t.DoneAt, t.DueAt });
        builder.Property(t => t.ClaimedBy).IsConcurrencyToken();
        builder.HasIndex(t => t.ConversationId);
    }

    public void Configure(EntityTypeBuilder<Suppression> builder) => builder.HasKey(s => s.AddressHash);

    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.HasIndex(c => new { c.AddressHash, c.Channel }).IsUnique();
        builder.Property(c => c.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<InboundMessage> builder)
    {
        builder.HasIndex(m => new { m.ProviderId, m.Provider }).IsUnique();
        builder.HasIndex(m => m.ConversationId);
    }

    public void Configure(EntityTypeBuilder<OutboundMessage> builder)
    {
        builder.HasIndex(m => m.SendKey).IsUnique();
        builder.HasIndex(m => m.ConversationId);

        // A reply in the webhook's own response has neither: it must not pay for keeping these in order.
        builder.HasIndex(m => m.CauseId).HasFilter("cause_id IS NOT NULL").HasDatabaseName("ix_outbound_cause");
        builder.HasIndex(m => m.ProviderId).HasFilter("provider_id IS NOT NULL").HasDatabaseName("ix_outbound_provider");

        // Only what can still be due: the drain stays as fast at a million messages as at a thousand.
        builder.HasIndex(m => new { m.Priority, m.NotBefore }).HasFilter("state IN ('Waiting', 'Sending', 'Unknown')").HasDatabaseName("ix_outbound_due");
        builder.HasIndex(m => m.AddressHash).HasFilter("state IN ('Waiting', 'Sending', 'Unknown')").HasDatabaseName("ix_outbound_open_by_address");
    }
}
