namespace FamilyLink.Data;

/// <summary>The SQL of one open transaction on one connection, written for the database's own way of being fast.</summary>
internal interface IStatements : IDisposable
{
    /// <summary>Runs one statement now and returns the rows affected.</summary>
    int Execute(string sql, ReadOnlySpan<object?> values);

    /// <summary>
    /// Runs one statement before anything later is read, at the latest right before the commit. Throws <see cref="WriteConflictException"/>, now or then,
    /// when it does not affect exactly <paramref name="rows"/> rows.
    /// </summary>
    void Add(string sql, int rows, ReadOnlySpan<object?> values);

    /// <summary>Runs what <see cref="Add"/> put off.</summary>
    void Flush();
}
