using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Load.Sides;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FamilyLink.Load.Seeding;

/// <summary>Writes messages that are due into the service's own database, sealed with its own keys, as a feature would. Used while the service is down.</summary>
public sealed class Outbox : IAsyncDisposable
{
    private const int AtOnce = 2_000;

    private readonly ServiceProvider _services;
    private long _made;

    private Outbox(ServiceProvider services) => _services = services;

    /// <summary>Opens the database of a service that has been started at least once.</summary>
    public static Outbox Open(Service service)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(service.Environment().Select(e => KeyValuePair.Create(e.Key.Replace("__", ":", StringComparison.Ordinal), (string?)e.Value)))
            .Build();
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddFamilyLinkData(configuration);
        services.AddSingleton<OutboundDrafts>().AddSingleton<SiteSettings>();

        // Wake-ups go to a schedule that nobody works on: the service itself finds what is due.
        var nobody = new InMemoryStorage();
        services.AddSingleton(new DispatchSchedule(new BackgroundJobClient(nobody), new RecurringJobManager(nobody), TimeProvider.System, NullLogger<DispatchSchedule>.Instance));
        return new Outbox(services.BuildServiceProvider());
    }

    /// <summary>Adds messages that are due now, and returns to whom and what.</summary>
    /// <param name="count">How many.</param>
    /// <param name="purpose">Why; decides how urgent they are.</param>
    /// <param name="twins">Of 100 messages, how many are followed by a second one to the same person in the same words, with a cause of its own.</param>
    public async Task<IReadOnlyList<(string To, string Body)>> AddAsync(int count, OutboundPurpose purpose, int twins = 0)
    {
        var encryptor = _services.GetRequiredService<FieldEncryptor>();
        var hasher = _services.GetRequiredService<KeyedHasher>();
        var now = _services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var added = new List<(string To, string Body)>(count);
        var rows = new List<OutboundMessage>(AtOnce);
        var key = encryptor.NewKey();
        await SaveAsync(db => db.PersonKeys.Add(key));
        while (added.Count < count)
        {
            var number = _made++;
            var to = string.Create(CultureInfo.InvariantCulture, $"+85620{90_000_000 + number % 1_000_000}");
            var body = string.Create(CultureInfo.InvariantCulture, $"ຂໍ້ຄວາມທີ {number}");
            var address = Addresses.Telephone(to);
            for (var times = number % 100 < twins ? 2 : 1; times > 0; times--)
            {
                rows.Add(new OutboundMessage
                {
                    SendKey = "load:" + Guid.NewGuid().ToString("N"),
                    Channel = Channel.Sms,
                    AddressHash = hasher.OfAddress(address),
                    Address = encryptor.Encrypt(key.Id, "message.address", address),
                    PersonKeyId = key.Id,
                    Body = encryptor.Encrypt(key.Id, "message.body", body),
                    Language = "lo",
                    Purpose = purpose,
                    Priority = (int)purpose,
                    CauseKind = "load",
                    NotBefore = now,
                    ExpiresAt = now.AddDays(1),
                    CreatedAt = now,
                    State = OutboundState.Waiting,
                    StateAt = now,
                });
                added.Add((to, body));
            }

            if (rows.Count >= AtOnce || added.Count >= count)
            {
                await SaveAsync(db => db.OutboundMessages.AddRange(rows));
                rows.Clear();
            }
        }

        return added;
    }

    /// <summary>Adds people with an approved notice and messages to them that pass the whole gate.</summary>
    public Task<IReadOnlyList<(string To, string Body)>> AddNoticesAsync(int messages, int perPerson) => NoticeRecipients.AddAsync(_services, messages, perPerson);

    /// <summary>Adds people with an approved court update each, and the opening message that announces it.</summary>
    public Task<IReadOnlyList<(string To, string Body)>> AddCourtUpdatesAsync(int count, int firstNumber, Random? mutate) => CourtRecipients.AddAsync(_services, count, firstNumber, mutate);

    /// <summary>The service's data services, for other kinds of work that is due.</summary>
    public IServiceProvider Services => _services;

    /// <summary>How many of the messages added here stand where.</summary>
    public async Task<IReadOnlyDictionary<OutboundState, int>> StatesAsync()
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync();
        return await db.OutboundMessages.Where(m => m.CauseKind == "load").GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
    }

    /// <summary>Adds cases with their people and messages, of the Demo caseworker's agency.</summary>
    public Task AddCasesAsync(int cases, int messages) => ManyCases.AddAsync(_services, cases, messages);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task SaveAsync(Action<FamilyLinkContext> add)
    {
        await using var db = await _services.GetRequiredService<IDbContextFactory<FamilyLinkContext>>().CreateDbContextAsync();
        add(db);
        await db.SaveChangesAsync();
    }
}
