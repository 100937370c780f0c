using FamilyLink;
using FamilyLink.Channels;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Features;
using FamilyLink.Features.Answers;
using FamilyLink.Features.Demo;
using FamilyLink.Features.Inbox;
using FamilyLink.Features.Translations;
using FamilyLink.Localization;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Security;
using Hangfire;
using Hangfire.AspNetCore;
using OpenTelemetry.Metrics;

// What needs neither configuration nor a database is answered at once.
if (args is ["match"])
{
    return MatchCommand.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
}

if (args is ["chat", ..] && args.Length <= 2)
{
    Console.OutputEncoding = System.Text.Encoding.UTF8;
    return await ChatCommand.RunAsync(args.ElementAtOrDefault(1) ?? Languages.Lao, Console.In, Console.Out);
}

if (args is ["evaluate", var questions])
{
    // "dotnet run" of a web project runs in the project's folder: a file is named from where the command was typed.
    questions = Path.Combine(Environment.GetEnvironmentVariable("PWD") ?? "", questions);
    var evaluated = EvaluateCommand.Run(questions, Console.Out, Console.Error);
    return evaluated == 0 ? EvaluateCommand.Compare(questions, Console.Out) : evaluated;
}

var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;
if (configuration["ASPNETCORE_URLS"] is null && configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
}

var mode = configuration.GetSection(FamilyLinkOptions.Section).Get<FamilyLinkOptions>()?.Mode ?? ServiceMode.Demo;
var onlyTells = args is ["verify-audit"] or ["taught"] or ["translations", ..];
if (mode == ServiceMode.Live && !onlyTells && LiveChecks.Problems(configuration) is { Count: > 0 } problems)
{
    // The site's own sign-offs are in a database that nobody should touch with such a configuration: these lines go by what is shipped.
    foreach (var problem in problems.Concat(LanguageChecks.NotSignedOff(configuration, ReviewLedger.Shipped)))
    {
        await Console.Error.WriteLineAsync(problem);
    }

    return 1;
}

if (mode == ServiceMode.Demo && LiveChecks.ListensBeyondLoopback(configuration) is { } address)
{
    await Console.Error.WriteLineAsync($"Demo mode has invented people and open phones: it listens on loopback only, not on {address}.");
    return 1;
}

builder.Services.Configure<FamilyLinkOptions>(configuration.GetSection(FamilyLinkOptions.Section));
if (mode == ServiceMode.Demo)
{
    builder.Services.AddSingleton<DemoClock>().AddSingleton<TimeProvider>(s => s.GetRequiredService<DemoClock>());
}
else
{
    builder.Services.AddSingleton(TimeProvider.System);
}

builder.Services.AddFamilyLinkData(configuration);
builder.Services.AddFamilyLinkSecurity(mode == ServiceMode.Live);
builder.Services.AddFamilyLinkMessaging();
builder.Services.AddFamilyLinkConversations();
builder.Services.AddFamilyLinkChannels(configuration);
builder.Services.AddFamilyLinkFeatures();
builder.Services.AddFamilyLinkConsole();

// Storage and activator of this host's own: Hangfire's usual ones are static, and hosts of one process would take each other's wake-ups.
builder.Services.AddSingleton<JobStorage>(services => DispatchSchedule.Storage(services.GetRequiredService<IConfiguration>()));
builder.Services.AddSingleton<JobActivator>(services => new AspNetCoreJobActivator(services.GetRequiredService<IServiceScopeFactory>()));
builder.Services.AddHangfire((services, hangfire) => hangfire.UseStorage(services.GetRequiredService<JobStorage>()));
builder.Services.AddHangfireServer(server => (server.WorkerCount, server.SchedulePollingInterval) = (4, TimeSpan.FromSeconds(1)));

builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
    .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
    .AddPrometheusExporter());

var app = builder.Build();
if (args.Contains("--reset"))
{
    if (mode != ServiceMode.Demo)
    {
        await Console.Error.WriteLineAsync("--reset throws everything away: it is for Demo's invented people only.");
        return 1;
    }

    await DataSetup.DeleteAsync(app.Services, app.Lifetime.ApplicationStopping);
}

await DataSetup.MigrateAsync(app.Services, app.Lifetime.ApplicationStopping);
if (await app.Services.GetRequiredService<KeyRing>().ProblemAsync(app.Lifetime.ApplicationStopping) is { } lost)
{
    await Console.Error.WriteLineAsync(lost);
    return 1;
}

if (args is ["verify-audit"])
{
    return await VerifyAuditCommand.RunAsync(app.Services, Console.Out, CancellationToken.None);
}

if (args is ["taught"])
{
    return await TaughtCommand.RunAsync(app.Services, Console.Out, CancellationToken.None);
}

if (args is ["translations", .. var about])
{
    return await TranslationsCommand.RunAsync(app.Services, about, Console.Out, CancellationToken.None);
}

var wordings = app.Services.GetRequiredService<SiteWordings>();
await wordings.RefreshAsync(app.Lifetime.ApplicationStopping);
await app.Services.GetRequiredService<TaughtWords>().ReadAsync(app.Lifetime.ApplicationStopping);
await app.Services.GetRequiredService<PromptLibrary>().RefreshAsync(app.Lifetime.ApplicationStopping);
if (mode == ServiceMode.Live && LanguageChecks.NotSignedOff(configuration, wordings.Ledger) is { Count: > 0 } drafts)
{
    foreach (var line in drafts)
    {
        await Console.Error.WriteLineAsync(line);
    }

    return 1;
}

if (mode == ServiceMode.Demo)
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<DemoSeed>().RunAsync(app.Lifetime.ApplicationStopping);
}
else
{
    await FirstAdministrator.MakeAsync(app.Services, configuration);
}

app.UseSameSitePostsOnly();
app.UseFamilyLinkConsole();
app.UseAuthentication();
app.UseAuthorization();
app.MapFamilyLinkChannels();
app.MapRazorPages();
app.MapWordingMeasure();
app.MapConsoleLanguage();
app.MapInboxChanges();
app.MapHangfireDashboard("/hangfire", new DashboardOptions { Authorization = [], IsReadOnlyFunc = _ => true }).RequireAuthorization("staff");
app.MapFamilyLinkHealth();
app.MapPrometheusScrapingEndpoint().AllowAnonymous();
await app.Services.GetRequiredService<AuditCheckpoints>().WriteAsync(app.Lifetime.ApplicationStopping);
_ = app.Services.GetRequiredService<DispatchSchedule>().StartAsync(app.Lifetime.ApplicationStopping);
await app.RunAsync();
return 0;

/// <summary>Named so that tests can host the real program.</summary>
public partial class Program;
