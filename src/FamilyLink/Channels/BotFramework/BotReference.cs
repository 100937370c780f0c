using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Channels.BotFramework;

/// <summary>Where somebody can be written to: what a connector needs to know to take a message for them.</summary>
internal sealed record BotReference
{
    public required string ServiceUrl { get; init; }

    public required string ChannelId { get; init; }

    public required string ConversationId { get; init; }

    public required string UserId { get; init; }

    public string? BotId { get; init; }

    /// <summary>Where answers to an activity go.</summary>
    public static BotReference Of(BotActivity activity) => new()
    {
        ServiceUrl = activity.ServiceUrl!,
        ChannelId = activity.ChannelId!,
        ConversationId = activity.Conversation!.Id!,
        UserId = activity.From!.Id!,
        BotId = activity.Recipient?.Id,
    };

    /// <summary>The canonical address of the person: one account on one channel.</summary>
    public string Address => $"bot:{ChannelId}:{UserId}";
}

/// <summary>The stored form of a <see cref="BotReference"/>: the newest of each account, sealed with its conversation's key (S20).</summary>
public sealed class StoredBotReference
{
    /// <summary>The look-up hash of the account's address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>The key that seals it: the conversation's.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The reference, sealed as <c>bot.reference</c>.</summary>
    public required Sealed Reference { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<StoredBotReference>
    {
        public void Configure(EntityTypeBuilder<StoredBotReference> builder) => builder.ToTable("BotReferences").HasKey(r => r.AddressHash);
    }
}

/// <summary>Writes the reference of an arrival in the transaction of its turn, so that what must be sent later can be, also after a crash.</summary>
internal sealed class BotReferenceRow(BotReference reference, Vault vault) : IArrivalRow
{
    private const string Keep =
        """
        INSERT INTO bot_references (address_hash, person_key_id, reference) VALUES (@0, @1, @2)
        ON CONFLICT (address_hash) DO UPDATE SET person_key_id = excluded.person_key_id, reference = excluded.reference
        """;

    /// <inheritdoc/>
    public void Write(WriteSession session, Speaker speaker)
    {
        var json = JsonSerializer.Serialize(reference, BotJson.Default.BotReference);
        session.Add(Keep, 1, speaker.AddressHash, speaker.PersonKeyId, vault.Seal(speaker.PersonKeyId, "bot.reference", json).Bytes);
    }
}

/// <summary>Finds the stored reference of an account.</summary>
internal sealed class BotReferences(IDbContextFactory<FamilyLinkContext> contexts, Vault vault, Lookup lookup)
{
    /// <summary>The reference of an address, and when the person last wrote from it (UTC); null when they never did or their key was destroyed.</summary>
    public async Task<(BotReference Reference, DateTime LastInboundAt)?> FindAsync(string address, CancellationToken cancellation)
    {
        var hash = lookup.OfAddress(address);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await (
            from stored in db.Set<StoredBotReference>().AsNoTracking()
            join conversation in db.Conversations on stored.AddressHash equals conversation.AddressHash
            where stored.AddressHash == hash && conversation.Channel == Data.People.Channel.Messenger
            select new { Stored = stored, conversation.LastInboundAt }).SingleOrDefaultAsync(cancellation);
        return row is not null && vault.OpenIfKept(row.Stored.PersonKeyId, "bot.reference", row.Stored.Reference) is { } json
            ? (JsonSerializer.Deserialize(json, BotJson.Default.BotReference)!, row.LastInboundAt)
            : null;
    }
}
