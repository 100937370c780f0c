using Npgsql;

namespace FamilyLink.Data;

/// <summary>Tells a connection to PostgreSQL that broke, as all do when the server is restarted, from a statement that failed.</summary>
internal static class LostConnection
{
    /// <summary>True when a fresh connection may well succeed.</summary>
    public static bool Is(Exception failed) => failed switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => true,
        PostgresException => false,
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException } => true,
        { InnerException: { } inner } => Is(inner),
        _ => false,
    };

    /// <summary>Lets go of every pooled connection.</summary>
    public static void Forget() => NpgsqlConnection.ClearAllPools();
}
