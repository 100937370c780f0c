using System.Net;
using System.Xml.Linq;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Features.Notices;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Outbound;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>The databases every test of behaviour runs on.</summary>
public static class Databases
{
    public static TheoryData<string> All => ["sqlite", "postgres"];
}

/// <summary>The real service in Demo mode with its own data directory, on either database, with a clock that can be moved.</summary>
public sealed class FamilyLinkHost : WebApplicationFactory<Program>
{
    public const string Mother = "+8562055550101";
    public const string Aunt = "+66815550102";
    public const string Father = "+8562055550103";
    public const string Returned = "+8562055550104";
    public const string SharedPhone = "+8562055550105";
    public const string Stranger = "+8562055550199";
    public const string MothersCode = "739214";

    private readonly bool _onPostgres;
    private readonly Action<IWebHostBuilder>? _more;

    private readonly bool _hangfire;
    private readonly bool _seed;
    private readonly bool _keepsLogs;
    private readonly LogKeeper _logs = new();
    private string? _postgres;

    /// <param name="database">Which database.</param>
    /// <param name="more">More settings.</param>
    /// <param name="hangfire">Whether Hangfire may wake the dispatcher; otherwise only the test does, so that it sees every step.</param>
    /// <param name="port">A loopback port to serve on for programs outside this process; null serves the test alone.</param>
    /// <param name="seed">Starts with an empty database and fills it itself, as at a first start; otherwise with a copy of one that was filled once a run.</param>
    /// <param name="logs">Keeps everything that is logged, down to Debug; otherwise nothing is.</param>
    public FamilyLinkHost(string database, Action<IWebHostBuilder>? more = null, bool hangfire = false, int? port = null, bool seed = false, bool logs = false)
    {
        (_hangfire, _seed, _keepsLogs) = (hangfire, seed, logs);
        if (port is { } outside)
        {
            UseKestrel(outside);
        }

        _onPostgres = database == "postgres";
        if (_onPostgres)
        {
            Requires.Postgres();
        }

        _more = more;
        Web = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
    }

    public string DataDirectory { get; } = Directory.CreateTempSubdirectory("familylink-test-").FullName;

    public HttpClient Web { get; }

    public LogKeeper Logs => _keepsLogs ? _logs : throw new InvalidOperationException("This host was made without logs: true.");

    public DemoClock Clock => Services.GetRequiredService<DemoClock>();

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Dispatcher Dispatcher => Services.GetRequiredService<Dispatcher>();

    /// <summary>Sends a signed text message and returns the words answered; null for silence.</summary>
    public async Task<string?> SmsAsync(string from, string text, string? sid = null)
    {
        using var response = await PostSmsAsync(Form(from, text, sid));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Words(await response.Content.ReadAsStringAsync());
    }

    public static Dictionary<string, string> Form(string from, string text, string? sid = null) => new()
    {
        ["MessageSid"] = sid ?? "SM" + Guid.NewGuid().ToString("N"),
        ["From"] = from,
        ["To"] = "+15005550006",
        ["Body"] = text,
        ["NumMedia"] = "0",
    };

    public async Task<HttpResponseMessage> PostSmsAsync(Dictionary<string, string> form, string? signature = null)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twilio/sms") { Content = content };
        signature ??= TwilioSignature.Compute(
            TwilioOptions.DemoAuthToken,
            "http://127.0.0.1:5080/twilio/sms",
            form.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value))));
        request.Headers.Add(TwilioSignature.Header, signature);
        return await Web.SendAsync(request);
    }

    public static string? Words(string twiml) => XDocument.Parse(twiml).Root!.Element("Message")?.Value;

    public async Task<T> DbAsync<T>(Func<FamilyLinkContext, Task<T>> ask)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync();
        return await ask(db);
    }

    public Task SaveAsync(Func<FamilyLinkContext, Task> change) => DbAsync(async db =>
    {
        await change(db);
        await db.SaveChangesAsync();
        return 0;
    });

    public async Task<T> ScopedAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<Guid> ContactAsync(string caseCode) => DbAsync(db => (
        from link in db.CaseContacts
        join about in db.Cases on link.CaseId equals about.Id
        where about.Code == caseCode
        select link.ContactId).SingleAsync());

    public Task<Guid> NoticeAsync(string caseCode) => DbAsync(db => (
        from notice in db.Set<Data.Notices.Notice>()
        join about in db.Cases on notice.CaseId equals about.Id
        where about.Code == caseCode && notice.Subject == Data.Notices.NoticeSubject.Shelter
        select notice.Id).SingleAsync());

    public Task<Guid> StaffAsync(string email) => DbAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());

    public Task<OutboundMessage> OpeningAsync(string caseCode) => DbAsync(async db =>
    {
        var notice = await NoticeAsync(caseCode);
        return await db.OutboundMessages.AsNoTracking().Where(m => m.CauseId == notice && m.CauseKind == "notice").OrderByDescending(m => m.CreatedAt).FirstAsync();
    });

    public Task ApproveAsync(string caseCode, string email) => ScopedAsync<NoticeService, int>(async service =>
    {
        var id = await NoticeAsync(caseCode);
        var read = await DbAsync(db => Services.GetRequiredService<ApprovalDigest>().ReadAsync(db, id, Now, CancellationToken.None));
        await service.ApproveAsync(id, await StaffAsync(email), email is "approver@demo.local" or "second@demo.local", read!.Digest, CancellationToken.None);
        return 0;
    });

    public Task PolicyAsync(Guid contact, Channel channel, int fromHour, int toHour, SharedPhone shared = Data.People.SharedPhone.No, int days = 90) => SaveAsync(async db =>
    {
        db.SafeContactPolicies.Add(new SafeContactPolicy
        {
            ContactId = contact,
            AllowSms = channel == Channel.Sms,
            AllowVoice = channel == Channel.Voice,
            AllowMessenger = false,
            FromMinute = fromHour * 60,
            ToMinute = toHour * 60,
            TimeZone = "Asia/Vientiane",
            Shared = shared,
            AgreedAt = Now,
            ExpiresAt = Now.AddDays(days),
            RecordedBy = await StaffAsync("caseworker@demo.local"),
        });
    });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("FamilyLink:DataDirectory", DataDirectory);
        builder.UseSetting("Database:Durability", "process");
        _more?.Invoke(builder);
        var demo = builder.GetSetting("FamilyLink:Mode") is null or "Demo"
            && builder.GetSetting("FamilyLink:DataDirectory") == DataDirectory && !_seed;
        if (_onPostgres)
        {
            // Waited for here, not in every test: a host is made with `new`.
            _postgres = Task.Run(() => demo ? DemoTemplate.CopyOnPostgresAsync(DataDirectory) : PostgresDatabase.CreateAsync()).GetAwaiter().GetResult();
            builder.UseSetting("Database:Provider", "Postgres");
            builder.UseSetting("ConnectionStrings:FamilyLink", _postgres);
        }
        else if (demo && builder.GetSetting("ConnectionStrings:FamilyLink") is null)
        {
            Task.Run(() => DemoTemplate.CopyAsync(DataDirectory)).GetAwaiter().GetResult();
        }

        if (!_hangfire)
        {
            builder.ConfigureServices(services =>
            {
                foreach (var server in services.Where(s => s.ServiceType == typeof(IHostedService)
                    && (s.ImplementationType ?? s.ImplementationFactory?.Method.DeclaringType)?.Assembly.GetName().Name!.StartsWith("Hangfire", StringComparison.Ordinal) == true).ToList())
                {
                    services.Remove(server);
                }
            });
        }

        if (_keepsLogs)
        {
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_logs).SetMinimumLevel(LogLevel.Debug));
        }
        else
        {
            // An instance that no host disposes of: Hangfire keeps the newest host's in a static field, for the others too.
            builder.ConfigureServices(services => services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_keepsLogs)
        {
            Hangfire.Logging.LogProvider.SetCurrentLogProvider(null);
        }

        base.Dispose(disposing);
        if (disposing)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            if (_postgres is not null)
            {
                Task.Run(() => PostgresDatabase.DropAsync(_postgres)).GetAwaiter().GetResult();
            }

            try
            {
                Directory.Delete(DataDirectory, true);
            }
            catch (IOException)
            {
                // A straggling handle; the temporary folder is cleared by the system.
            }
        }
    }
}
