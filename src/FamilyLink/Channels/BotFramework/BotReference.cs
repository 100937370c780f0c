using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using Microsoft.Bot.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Newtonsoft.Json;

namespace FamilyLink.Channels.BotFramework;

/// <summary>The stored form of a <see cref="ConversationReference"/>: the newest of each account, sealed with its conversation's key (S20).</summary>
public sealed class StoredBotReference
{
    /// <summary>The look-up hash of the account's address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>The key that seals it: the conversation's.</summary>
    public required Guid PersonKeyId { get; init; }

    /// <summary>The reference, sealed as <c>bot.reference</c>.</summary>
    public required EncryptedValue Reference { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<StoredBotReference>
    {
        public void Configure(EntityTypeBuilder<StoredBotReference> builder) => builder.ToTable("BotReferences").HasKey(r => r.AddressHash);
    }
}

/// <summary>Writes the reference of an incoming message in the transaction of its turn, so that what must be sent later can be, also after a crash.</summary>
internal sealed class BotReferenceRow(ConversationReference reference, FieldEncryptor encryptor) : IIncomingExtension
{
    private const string Keep =
        """
        INSERT INTO bot_references (address_hash, person_key_id, reference) VALUES (@0, @1, @2)
        ON CONFLICT (address_hash) DO UPDATE SET person_key_id = excluded.person_key_id, reference = excluded.reference
        """;

    private static readonly JsonSerializerSettings Json = new() { NullValueHandling = NullValueHandling.Ignore };

    /// <summary>The canonical address of the person: one account on one channel.</summary>
    public static string AddressOf(ConversationReference reference) => $"bot:{reference.ChannelId}:{reference.User.Id}";

    /// <inheritdoc/>
    public void Write(WriteSession session, Sender sender)
    {
        // Without names, and without the one activity: what is written later answers none.
        var kept = new ConversationReference(
            serviceUrl: reference.ServiceUrl,
            channelId: reference.ChannelId,
            user: new ChannelAccount(reference.User.Id),
            bot: new ChannelAccount(reference.Bot?.Id),
            conversation: new ConversationAccount(id: reference.Conversation.Id));
        session.Add(Keep, 1, sender.AddressHash, sender.PersonKeyId, encryptor.Encrypt(sender.PersonKeyId, "bot.reference", JsonConvert.SerializeObject(kept, Json)).Bytes);
    }
}

/// <summary>Finds the stored reference of an account.</summary>
internal sealed class BotReferences(IDbContextFactory<FamilyLinkContext> contexts, FieldEncryptor encryptor, KeyedHasher hasher)
{
    /// <summary>The reference of an address, and when the person last wrote from it (UTC); null when they never did or their key was destroyed.</summary>
    public async Task<(ConversationReference Reference, DateTime LastInboundAt)?> FindAsync(string address, CancellationToken cancellation)
    {
        var hash = hasher.OfAddress(address);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await (
            from stored in db.Set<StoredBotReference>().AsNoTracking()
            join conversation in db.Conversations on stored.AddressHash equals conversation.AddressHash
            where stored.AddressHash == hash && conversation.Channel == Data.People.Channel.Messenger
            select new { Stored = stored, conversation.LastInboundAt }).SingleOrDefaultAsync(cancellation);
        return row is not null && encryptor.DecryptIfKept(row.Stored.PersonKeyId, "bot.reference", row.Stored.Reference) is { } json
            ? (JsonConvert.DeserializeObject<ConversationReference>(json)!, row.LastInboundAt)
            : null;
    }
}
