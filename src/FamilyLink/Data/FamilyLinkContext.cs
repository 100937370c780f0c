using System.Text;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FamilyLink.Data;

/// <summary>
/// The database as code sees it; SQLite and PostgreSQL differ only in the two classes derived from it.
/// A feature's own entities join by an <see cref="IEntityTypeConfiguration{TEntity}"/> in its folder and are reached with <c>Set&lt;T&gt;()</c>.
/// </summary>
public abstract class FamilyLinkContext(DbContextOptions options, WriteGate gate, TimeProvider clock, AuditKey auditKey)
    : IdentityDbContext<StaffMember, IdentityRole<Guid>, Guid>(options)
{
    private readonly List<AuditFact> _facts = [];

    public DbSet<PersonKey> PersonKeys => Set<PersonKey>();

    public DbSet<ServiceSecret> ServiceSecrets => Set<ServiceSecret>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Agency> Agencies => Set<Agency>();

    public DbSet<Case> Cases => Set<Case>();

    public DbSet<CaseShare> CaseShares => Set<CaseShare>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<ContactAddress> ContactAddresses => Set<ContactAddress>();

    public DbSet<CaseContact> CaseContacts => Set<CaseContact>();

    public DbSet<Consent> Consents => Set<Consent>();

    public DbSet<SafeContactPolicy> SafeContactPolicies => Set<SafeContactPolicy>();

    public DbSet<StaffTask> StaffTasks => Set<StaffTask>();

    public DbSet<Suppression> Suppressions => Set<Suppression>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<InboundMessage> InboundMessages => Set<InboundMessage>();

    public DbSet<OutboundMessage> OutboundMessages => Set<OutboundMessage>();

    /// <summary>The moment by the service's clock, UTC.</summary>
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The key the audit chain is hashed with.</summary>
    internal AuditKey AuditKey => auditKey;

    /// <summary>Adds an audit entry that is committed with the next save, or not at all (S21).</summary>
    public void Audit(AuditFact fact) => _facts.Add(fact);

    /// <summary>Takes the facts noted so far; for whoever commits this context's work inside a larger transaction.</summary>
    internal IReadOnlyList<AuditFact> TakeFacts()
    {
        var facts = _facts.ToArray();
        _facts.Clear();
        return facts;
    }

    /// <summary>Saves the changes and the audit entries noted with them in one transaction.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null)
        {
            // Part of a larger transaction: whoever commits it appends the facts.
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        // Drained before saving: if the save fails, these facts must not be written with the next one.
        var facts = TakeFacts();
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        var saved = await base.SaveChangesAsync(false, cancellationToken);
        var connection = Database.GetDbConnection();
        await AuditChain.AppendAsync(
            connection,
            Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction),
            facts,
            clock.GetUtcNow().UtcDateTime,
            AuditKey,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (acceptAllChangesOnSuccess)
        {
            ChangeTracker.AcceptAllChanges();
        }

        return saved;
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        configurationBuilder.Properties<EncryptedValue>().HaveConversion<EncryptedValueConverter>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(FamilyLinkContext).Assembly);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!.Replace("AspNet", "Staff", StringComparison.Ordinal)));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
            }
        }
    }

    // One spelling for both databases, so that the hot path's SQL needs no quoting.
    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Utc ? value : value.ToUniversalTime(),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));

    private sealed class EncryptedValueConverter() : ValueConverter<EncryptedValue, byte[]>(
        value => value.Bytes ?? Array.Empty<byte>(),
        value => new EncryptedValue(value));
}

/// <summary>The context on SQLite, the embedded default.</summary>
public sealed class SqliteFamilyLinkContext(DbContextOptions<SqliteFamilyLinkContext> options, WriteGate gate, TimeProvider clock, AuditKey auditKey)
    : FamilyLinkContext(options, gate, clock, auditKey);

/// <summary>The context on PostgreSQL, for several processes.</summary>
public sealed class PostgresFamilyLinkContext(DbContextOptions<PostgresFamilyLinkContext> options, WriteGate gate, TimeProvider clock, AuditKey auditKey)
    : FamilyLinkContext(options, gate, clock, auditKey);
