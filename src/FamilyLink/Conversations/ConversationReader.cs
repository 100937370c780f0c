using System.Data.Common;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Conversations;

/// <summary>A conversation as it is stored.</summary>
internal sealed record ConversationRow(
    Guid Id,
    Guid PersonKeyId,
    EncryptedValue State,
    long Version,
    Guid? VerifiedContactId,
    DateTime? VerifiedUntil,
    DateTime? HumanActiveSince,
    bool Suppressed);

/// <summary>What is stored of an incoming message that came before.</summary>
internal sealed record SeenMessage(byte[] BodyHash, Guid? PersonKeyId, EncryptedValue Reply);

/// <summary>What an enrolment agreed on and is looked for in every message, as quick hashes; a word with how many sounds it has.</summary>
internal sealed record AgreedHashes(Guid ContactId, byte[]? DuressSound, int DuressSounds, byte[]? SecretSound, int SecretSounds, byte[]? DuressNumber);

/// <summary>What a turn reads when this process does not remember the conversation, as plain SQL on pooled connections.</summary>
public sealed class ConversationReader(IDbContextFactory<FamilyLinkContext> contexts) : IAsyncDisposable
{
    private const string FindSeen = "SELECT id, body_hash FROM inbound_messages WHERE provider_id = @0 AND provider = @1";

    private const string FindReply = "SELECT person_key_id, body FROM outbound_messages WHERE send_key = @0";

    private const string FindConversation =
        """
        SELECT c.id, c.person_key_id, c.state, c.version, c.verified_contact_id, c.verified_until, c.human_active_since,
               EXISTS (SELECT 1 FROM suppressions s WHERE s.address_hash = c.address_hash)
        FROM conversations c WHERE c.address_hash = @0 AND c.channel = @1
        """;

    private const string FindSuppression = "SELECT 1 FROM suppressions WHERE address_hash = @0";

    private const string FindAgreed =
        """
        SELECT e.contact_id, e.duress_sound, e.duress_sounds, e.secret_sound, e.secret_sounds, e.duress_number
        FROM contact_addresses a JOIN enrolment e ON e.contact_id = a.contact_id
        WHERE a.address_hash = @0 AND a.state <> 'Retired' AND e.ended_at IS NULL
        """;

    private readonly System.Collections.Concurrent.ConcurrentBag<Reading> _idle = [];

    internal async Task<(ConversationRow? Conversation, SeenMessage? Seen)> ReadAsync(IncomingMessage incoming, byte[] hash, CancellationToken cancellation)
    {
        return await ReadAsync(
            async reading =>
            {
                var seen = await reading.SeenAsync(incoming, cancellation);
                var row = seen is null ? await reading.ConversationAsync(hash, incoming.Channel.ToString(), cancellation) : null;
                return (row, seen);
            },
            cancellation);
    }

    internal Task<bool> IsSuppressedAsync(byte[] hash, CancellationToken cancellation) => ReadAsync(reading => reading.SuppressedAsync(hash, cancellation), cancellation);

    internal Task<IReadOnlyList<AgreedHashes>> AgreedAsync(byte[] hash, CancellationToken cancellation) => ReadAsync(reading => reading.AgreedAsync(hash, cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var reading))
        {
            await reading.DisposeAsync();
        }
    }

    // Once more on a fresh connection when the one that was kept turns out to be dead.
    private async Task<T> ReadAsync<T>(Func<Reading, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            return await OnceAsync(read, cancellation);
        }
        catch (Exception failed) when (LostConnection.Is(failed))
        {
            _idle.Clear();
            LostConnection.Forget();
            return await OnceAsync(read, cancellation);
        }
    }

    private async Task<T> OnceAsync<T>(Func<Reading, Task<T>> read, CancellationToken cancellation)
    {
        var reading = await TakeAsync(cancellation);
        var value = await read(reading);
        _idle.Add(reading);
        return value;
    }

    private async Task<Reading> TakeAsync(CancellationToken cancellation) =>
        _idle.TryTake(out var reading) ? reading : await Reading.OpenAsync(contexts, cancellation);

    // A connection with its prepared commands; after a failure it is disposed, not pooled.
    private sealed class Reading : IAsyncDisposable
    {
        private readonly FamilyLinkContext _db;
        private readonly DbCommand _seen;
        private readonly DbCommand _reply;
        private readonly DbCommand _conversation;
        private readonly DbCommand _suppression;
        private readonly DbCommand _agreed;

        private Reading(FamilyLinkContext db)
        {
            _db = db;
            _seen = Command(FindSeen, 2);
            _reply = Command(FindReply, 1);
            _conversation = Command(FindConversation, 2);
            _suppression = Command(FindSuppression, 1);
            _agreed = Command(FindAgreed, 1);
        }

        public static async Task<Reading> OpenAsync(IDbContextFactory<FamilyLinkContext> contexts, CancellationToken cancellation)
        {
            var db = await contexts.CreateDbContextAsync(cancellation);
            await db.Database.OpenConnectionAsync(cancellation);
            return new Reading(db);
        }

        public async Task<SeenMessage?> SeenAsync(IncomingMessage incoming, CancellationToken cancellation)
        {
            _seen.Parameters[0].Value = incoming.ProviderId;
            _seen.Parameters[1].Value = incoming.Provider;
            Guid inbound;
            byte[] bodyHash;
            await using (var row = await _seen.ExecuteReaderAsync(cancellation))
            {
                if (!await row.ReadAsync(cancellation))
                {
                    return null;
                }

                (inbound, bodyHash) = (row.GetFieldValue<Guid>(0), row.GetFieldValue<byte[]>(1));
            }

            _reply.Parameters[0].Value = TurnRows.ReplyKey(inbound);
            await using var reply = await _reply.ExecuteReaderAsync(cancellation);
            return await reply.ReadAsync(cancellation)
                ? new SeenMessage(bodyHash, reply.GetFieldValue<Guid>(0), new EncryptedValue(reply.GetFieldValue<byte[]>(1)))
                : new SeenMessage(bodyHash, null, EncryptedValue.Empty);
        }

        public async Task<ConversationRow?> ConversationAsync(byte[] hash, string channel, CancellationToken cancellation)
        {
            _conversation.Parameters[0].Value = hash;
            _conversation.Parameters[1].Value = channel;
            await using var row = await _conversation.ExecuteReaderAsync(cancellation);
            return await row.ReadAsync(cancellation)
                ? new ConversationRow(
                    row.GetFieldValue<Guid>(0),
                    row.GetFieldValue<Guid>(1),
                    new EncryptedValue(row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)),
                    row.GetInt64(3),
                    Optional<Guid>(row, 4),
                    OptionalTime(row, 5),
                    OptionalTime(row, 6),
                    Convert.ToInt64(row.GetValue(7), System.Globalization.CultureInfo.InvariantCulture) != 0)
                : null;
        }

        public async Task<bool> SuppressedAsync(byte[] hash, CancellationToken cancellation)
        {
            _suppression.Parameters[0].Value = hash;
            return await _suppression.ExecuteScalarAsync(cancellation) is not null;
        }

        public async Task<IReadOnlyList<AgreedHashes>> AgreedAsync(byte[] hash, CancellationToken cancellation)
        {
            _agreed.Parameters[0].Value = hash;
            List<AgreedHashes>? agreed = null;
            await using var row = await _agreed.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                (agreed ??= []).Add(new(row.GetFieldValue<Guid>(0), Bytes(row, 1), row.GetInt32(2), Bytes(row, 3), row.GetInt32(4), Bytes(row, 5)));
            }

            return agreed ?? (IReadOnlyList<AgreedHashes>)[];
        }

        public async ValueTask DisposeAsync()
        {
            await _seen.DisposeAsync();
            await _reply.DisposeAsync();
            await _conversation.DisposeAsync();
            await _suppression.DisposeAsync();
            await _agreed.DisposeAsync();
            await _db.DisposeAsync();
        }

        private static T? Optional<T>(DbDataReader row, int column)
            where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

        private static DateTime? OptionalTime(DbDataReader row, int column) =>
            row.IsDBNull(column) ? null : DateTime.SpecifyKind(row.GetFieldValue<DateTime>(column), DateTimeKind.Utc);

        private static byte[]? Bytes(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

        private DbCommand Command(string sql, int parameters)
        {
            var command = _db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                command.Parameters.Add(parameter);
            }

            return command;
        }
    }
}
