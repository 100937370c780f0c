using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>
/// A private PostgreSQL on a Unix socket in a temporary folder: no network, no password, nothing of the machine's own cluster touched.
/// A shell waits on a pipe from this process; when the pipe closes, because the run ended or was killed, it stops the server and removes the folder.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "familylink";

    // $1 folder, $2 folder of PostgreSQL's programs, the rest server settings. Runs as an ordinary user: PostgreSQL refuses root.
    private const string Script =
        """
        dir=$1; bin=$2; shift 2
        trap '' INT TERM HUP
        mkdir -m 700 "$dir" || exit 1
        "$bin/initdb" -D "$dir/data" -U familylink -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1 || { cat "$dir/log"; rm -rf "$dir"; exit 1; }
        "$bin/postgres" -D "$dir/data" -k "$dir" "$@" >>"$dir/log" 2>&1 </dev/null &
        server=$!
        tries=0
        until "$bin/pg_isready" -q -h "$dir" -U familylink -d postgres; do
          tries=$((tries + 1))
          if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then cat "$dir/log"; kill -9 $server 2>/dev/null; rm -rf "$dir"; exit 1; fi
          sleep 0.05
        done
        echo ready
        read -r end
        kill -INT $server 2>/dev/null
        wait $server
        rm -rf "$dir"
        """;

    private static readonly Lazy<string?> Programs = new(FindPrograms);
    private static readonly Lazy<Task<PostgresServer>> One = new(() => StartAsync());

    private readonly Process _shell;
    private readonly string _folder;
    private readonly SemaphoreSlim _templates = new(1, 1);
    private readonly SemaphoreSlim _copying = new(1, 1);
    private readonly HashSet<string> _made = [];
    private int _databases;

    private PostgresServer(Process shell, string folder)
    {
        _shell = shell;
        _folder = folder;
    }

    /// <summary>Null when a server can be started; else the reason.</summary>
    public static string? WhyNot =>
        OperatingSystem.IsWindows() ? "The tests start PostgreSQL only on Linux."
        : Programs.Value is null ? "PostgreSQL's server programs (initdb, postgres) are not installed."
        : Environment.IsPrivilegedProcess && Tools.Find("setpriv") is null ? "PostgreSQL refuses root, and setpriv is not installed."
        : null;

    /// <summary>The one server of this run: fast, and not safe against a power cut. Call <see cref="Requires.Postgres"/> first.</summary>
    public static Task<PostgresServer> SharedAsync() => One.Value;

    /// <summary>The connection string of a database on this server.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _folder, Username = User, Database = database, MaxPoolSize = 60, ConnectionIdleLifetime = 5, ConnectionPruningInterval = 2 }.ToString();

    /// <summary>Starts a server.</summary>
    /// <param name="durable">True: syncs every commit as in production. False: never syncs.</param>
    /// <param name="settings">More settings, such as <c>shared_buffers=256MB</c>.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false, params string[] settings)
    {
        if (WhyNot is { } whyNot)
        {
            throw new InvalidOperationException(whyNot);
        }

        var folder = Path.Combine("/tmp", string.Create(CultureInfo.InvariantCulture, $"familylink-pg-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}"));
        List<string> command = ["sh", "-c", Script, "postgres", folder, Programs.Value!, "-c", "listen_addresses=", "-c", "max_connections=600", "-c", "shared_buffers=128MB"];
        command.AddRange(durable
            ? ["-c", "fsync=on", "-c", "synchronous_commit=on"]
            : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        command.AddRange(settings.SelectMany(s => new[] { "-c", s }));
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL's own user when its package made one, else nobody.
            var user = File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
            command.InsertRange(0, ["setpriv", "--reuid=" + user, "--regid=" + (user == "nobody" ? "nogroup" : user), "--clear-groups", "--reset-env"]);
        }

        var shell = Process.Start(new ProcessStartInfo(Tools.Find(command[0])!, command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/tmp",
        })!;
        var said = new List<string>();
        while (await shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                return new PostgresServer(shell, folder);
            }

            said.Add(line);
        }

        throw new InvalidOperationException("PostgreSQL did not start: " + string.Join('\n', said));
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CopyAsync("template1");

    /// <summary>Makes and fills a database that others start as copies of; once per server, whoever asks first.</summary>
    /// <param name="template">A name for the template, lower-case letters.</param>
    /// <param name="fill">Fills the template's database, such as by migrating it, and leaves no connection open.</param>
    public async Task MakeTemplateAsync(string template, Func<string, Task> fill)
    {
        await _templates.WaitAsync();
        try
        {
            if (!_made.Contains(template))
            {
                await CopyAsync("template1", template);
                await fill(new NpgsqlConnectionStringBuilder(ConnectionString(template)) { Pooling = false }.ToString());

                // A session that is still closing, or that something opens late, would keep everybody from copying it.
                await ExecuteAsync($"ALTER DATABASE {template} WITH ALLOW_CONNECTIONS false");
                await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'");
                _made.Add(template);
            }
        }
        finally
        {
            _templates.Release();
        }
    }

    /// <summary>Makes a database that starts as a copy of a template, and returns its connection string.</summary>
    public async Task<string> CopyAsync(string template)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await CopyAsync(template, name);
        return ConnectionString(name);
    }

    private async Task CopyAsync(string template, string name)
    {
        // The server copies one template for one asker at a time.
        await _copying.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        }
        finally
        {
            _copying.Release();
        }
    }

    /// <summary>Removes a database made here, with whoever is still connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using (var own = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(own);
        }

        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _templates.Dispose();
        _copying.Dispose();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false }.ToString());
        await connection.OpenAsync();
#pragma warning disable CA2100 // The names come from this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string? FindPrograms()
    {
        // Debian keeps them out of the PATH, one folder for each version; the newest serves.
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        var onPath = Tools.Find("initdb") is { } initdb ? new[] { Path.GetDirectoryName(Path.GetFullPath(new FileInfo(initdb).ResolveLinkTarget(true)?.FullName ?? initdb))! } : [];
        return folders.Concat(onPath).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")) && File.Exists(Path.Combine(f, "pg_isready")));
    }
}
