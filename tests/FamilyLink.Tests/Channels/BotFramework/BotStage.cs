using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FamilyLink.Channels.BotFramework;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>The real service with an application of its own, and Microsoft's side beside it.</summary>
internal sealed class BotStage : IAsyncDisposable
{
    public const string MothersAccount = "4571234567890123";

    public BotStage(string database = "sqlite", Action<IWebHostBuilder>? more = null, string? appId = BotWorld.AppId, bool logs = false)
    {
        Host = new FamilyLinkHost(database, builder =>
        {
            if (appId is not null)
            {
                builder.UseSetting("BotFramework:AppId", appId);
                builder.UseSetting("BotFramework:AppPassword", "a-secret");
            }

            builder.ConfigureServices(services =>
            {
                foreach (var client in (string[])["bot-metadata", "bot-login", "bot-connector"])
                {
                    services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => new Lent(World));
                }
            });
            more?.Invoke(builder);
        }, logs: logs);
    }

    public FamilyLinkHost Host { get; }

    public BotWorld World { get; } = new();

    public static string AddressOf(string account) => $"bot:facebook:{account}";

    /// <summary>A message as Messenger's channel sends it.</summary>
    public static JsonObject Message(string account, string? text, string? id = null) => new()
    {
        ["type"] = "message",
        ["id"] = id ?? "mid." + Guid.NewGuid().ToString("N"),
        ["timestamp"] = "2026-11-24T04:05:06.789Z",
        ["serviceUrl"] = BotWorld.ServiceUrl,
        ["channelId"] = "facebook",
        ["from"] = new JsonObject { ["id"] = account, ["name"] = "Somebody" },
        ["conversation"] = new JsonObject { ["isGroup"] = false, ["id"] = $"{account}-1010" },
        ["recipient"] = new JsonObject { ["id"] = "1010", ["name"] = "Page" },
        ["text"] = text,
        ["channelData"] = new JsonObject { ["sender"] = new JsonObject { ["id"] = account }, ["message"] = new JsonObject { ["text"] = text } },
    };

    /// <summary>The bearer token that goes with an activity.</summary>
    public string Bearer(Action<JsonObject, JsonObject>? change = null) => "Bearer " + World.Token(Host.Clock.GetUtcNow(), change);

    public Task<HttpResponseMessage> PostAsync(JsonObject activity) => PostAsync(activity.ToJsonString(), Bearer());

    public async Task<HttpResponseMessage> PostAsync(string body, string? authorization, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType, "utf-8");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await Host.Web.SendAsync(request);
    }

    /// <summary>Says something and returns the words of the answer in the body; null for silence.</summary>
    public async Task<JsonNode?> SaysAsync(string account, string text)
    {
        var activity = Message(account, text);
        activity["deliveryMode"] = "expectReplies";
        using var response = await PostAsync(activity);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["activities"]!.AsArray().SingleOrDefault();
    }

    /// <summary>What the connector has taken once there are that many.</summary>
    public async Task<IReadOnlyList<BotWorld.Call>> SentAsync(int count)
    {
        for (var tries = 0; tries < 200 && World.ToConnector.Count < count; tries++)
        {
            await Task.Delay(25);
        }

        Assert.Equal(count, World.ToConnector.Count);
        return World.ToConnector;
    }

    /// <summary>The newest reply's row once it is in a state.</summary>
    public async Task<OutboundMessage> ReplyAsync(OutboundState state)
    {
        for (var tries = 0; ; tries++)
        {
            var reply = await Host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.Channel == Channel.Messenger).OrderByDescending(m => m.CreatedAt).FirstOrDefaultAsync());
            if (reply?.State == state || tries == 200)
            {
                Assert.Equal(state, reply?.State);
                return reply!;
            }

            await Task.Delay(25);
        }
    }

    /// <summary>Everything stored because of messages: a refused request leaves none of it.</summary>
    public Task<int> StoredAsync() => Host.DbAsync(async db =>
        await db.InboundMessages.CountAsync() + await db.Conversations.CountAsync(c => c.Channel == Channel.Messenger) + await db.Set<StoredBotReference>().CountAsync());

    /// <summary>Puts a Messenger account on a contact's file.</summary>
    public async Task AddAccountAsync(string caseCode, string account)
    {
        var contact = await Host.ContactAsync(caseCode);
        await Host.SaveAsync(async db =>
        {
            var row = await db.Contacts.SingleAsync(c => c.Id == contact);
            row.Version++;
            db.ContactAddresses.Add(new ContactAddress
            {
                ContactId = contact,
                AddressHash = Host.Service<KeyedHasher>().OfAddress(AddressOf(account)),
                Address = Host.Service<FieldEncryptor>().Encrypt(row.PersonKeyId, "contact.address", AddressOf(account)),
                IsTelephone = false,
                AddedAt = Host.Now,
                ConfirmedAt = Host.Now,
            });
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        World.Dispose();
    }

    // The factory disposes its handlers when it replaces them; the world goes on.
    private sealed class Lent(BotWorld world) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _world = new(world, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _world.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _world.Dispose();
            base.Dispose(disposing);
        }
    }
}
