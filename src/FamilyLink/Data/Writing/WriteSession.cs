using System.Data.Common;
using FamilyLink.Data.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FamilyLink.Data;

/// <summary>One open transaction that pieces of work write into: prepared SQL for the hot path, the <see cref="FamilyLinkContext"/> for everything else.</summary>
public sealed class WriteSession : IAsyncDisposable
{
    private readonly FamilyLinkContext _db;
    private readonly DbConnection _connection;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private readonly List<AuditFact> _facts = [];
    private readonly IStatements _statements;
    private DbTransaction? _transaction;
    private bool _contextInUse;

    private WriteSession(FamilyLinkContext db, DbConnection connection, TimeProvider clock)
    {
        _db = db;
        _connection = connection;
        _clock = clock;
        _statements = connection is NpgsqlConnection postgres ? new PostgresStatements(postgres) : new SqliteStatements((SqliteConnection)connection);
    }

    internal static async Task<WriteSession> OpenAsync(IDbContextFactory<FamilyLinkContext> contexts, TimeProvider clock)
    {
        var db = await contexts.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        return new WriteSession(db, db.Database.GetDbConnection(), clock);
    }

    /// <summary>Runs one statement, prepared once per session; parameters are <c>@0</c>, <c>@1</c>, … Returns the rows affected.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => _statements.Execute(sql, values);

    /// <summary>
    /// Runs one statement whose outcome nobody waits for: at once, or together with others right before something is read or committed.
    /// It must affect exactly <paramref name="rows"/> rows, or the piece fails with <see cref="WriteConflictException"/>.
    /// </summary>
    public void Add(string sql, int rows, params ReadOnlySpan<object?> values) => _statements.Add(sql, rows, values);

    /// <summary>
    /// Runs the statement that decides whether the piece may be written at all; it must come before anything else of the piece, and change one row. When it
    /// changes none, the piece fails with <see cref="WriteConflictException"/>; on SQLite its group goes on as if it had never been there.
    /// </summary>
    public void Guard(string sql, params ReadOnlySpan<object?> values)
    {
        if (IsPostgres)
        {
            _statements.Add(sql, 1, values);
        }
        else if (_statements.Execute(sql, values) == 0)
        {
            throw new NothingWrittenException();
        }
    }

    /// <summary>True on PostgreSQL, where other processes write at the same time and a row that is to stay as it is must be locked.</summary>
    public bool IsPostgres => _connection is NpgsqlConnection;

    /// <summary>Reads the first row of a query, prepared like <see cref="Execute"/>; the default when there is none.</summary>
    public T? First<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        _statements.Flush();
        using var reader = Prepared(sql, values).ExecuteReader();
        return reader.Read() ? row(reader) : default;
    }

    private DbCommand Prepared(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                command.Parameters.Add(parameter);
            }

            _prepared.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>The context inside this transaction. What it tracks is saved by <see cref="SaveAsync"/> and forgotten when the piece ends.</summary>
    public FamilyLinkContext Db
    {
        get
        {
            _statements.Flush();
            if (!_contextInUse)
            {
                _db.Database.UseTransaction(_transaction);
                _contextInUse = true;
            }

            return _db;
        }
    }

    /// <summary>Saves what <see cref="Db"/> tracks into this transaction.</summary>
    public async Task SaveAsync()
    {
        if (_contextInUse)
        {
            _statements.Flush();
            await _db.SaveChangesAsync();
            _facts.AddRange(_db.TakeFacts());
            _db.ChangeTracker.Clear();
        }
    }

    /// <summary>Notes an audit entry; all of the group's are appended to the chain right before the commit (S21).</summary>
    public void Audit(AuditFact fact) => _facts.Add(fact);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
        {
            await command.DisposeAsync();
        }

        _statements.Dispose();

        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await _db.DisposeAsync();
    }

    internal async Task BeginAsync()
    {
        _transaction = await _connection.BeginTransactionAsync();
        _facts.Clear();
    }

    internal void EndPiece()
    {
        if (_contextInUse)
        {
            _db.ChangeTracker.Clear();
        }
    }

    internal async Task CommitAsync()
    {
        AppendFacts();
        _statements.Flush();
        if (_contextInUse)
        {
            _db.Database.UseTransaction(null);
            _contextInUse = false;
        }

        await _transaction!.CommitAsync();
        await _transaction.DisposeAsync();
        _transaction = null;
        _facts.Clear();
    }

    private void AppendFacts()
    {
        if (_facts.Count == 0)
        {
            return;
        }

        var at = _clock.GetUtcNow().UtcDateTime;
        if (IsPostgres)
        {
            First(AuditChain.Lock, _ => true);
        }

        var (sequence, hash) = First(AuditChain.Head, row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        hash ??= AuditChain.Genesis;
        foreach (var fact in _facts)
        {
            var entry = AuditEntry.Following(sequence, hash, fact, at, _db.AuditKey);
            (sequence, hash) = (entry.Sequence, entry.Hash);
            _statements.Add(AuditChain.Insert, 1, [entry.Sequence, entry.AtTicks, entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.Previous, entry.Hash]);
        }
    }
}
