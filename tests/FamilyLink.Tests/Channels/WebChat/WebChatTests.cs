using System.Net;
using System.Net.Http.Json;
using FamilyLink.Channels.WebChat;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.WebChat;

/// <summary>The chat page for partner sites: the same talk as everywhere, nothing kept, nothing personal told, off unless switched on.</summary>
public sealed class WebChatTests
{
    [Fact]
    public async Task Off_UnlessSwitchedOn()
    {
        await using var host = new FamilyLinkHost("sqlite");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Web.GetAsync("/chat")).StatusCode);
        using var said = await SayAsync(host, Guid.NewGuid(), "1");
        Assert.Equal(HttpStatusCode.NotFound, said.StatusCode);
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Opened_AsksForALanguage_ThenTheMenuWithButtons_AndThePageKeepsNothing(string database)
    {
        await using var host = On(database);
        using var page = await host.Web.GetAsync("/chat");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        var account = Guid.NewGuid();
        var asked = await HeardAsync(host, account, WebChatOptions.Start);
        Assert.Equal(4, asked.Buttons.Count);
        await HeardAsync(host, account, "1");
        var menu = await HeardAsync(host, account, "ສະບາຍດີ");
        Assert.Contains(menu.Buttons, b => b.Value == "0");
        Assert.Equal(0, await host.DbAsync(db => db.StaffTasks.CountAsync()));
        await HeardAsync(host, account, "0");
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync()));
    }

    [Fact]
    public async Task S14_CryForHelp_IsHeardHereToo()
    {
        await using var host = On("sqlite");
        await HeardAsync(host, Guid.NewGuid(), "ຜົວຕີຂ້ອຍ");
        Assert.Equal("danger.violence", await host.DbAsync(db => db.StaffTasks.Select(t => t.Signal).SingleAsync()));
    }

    [Fact]
    public async Task S6_TheCardOpensNothingHere_AndLinksNothing()
    {
        await using var host = On("sqlite");
        var (mother, stranger) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var account in (Guid[])[mother, stranger])
        {
            await HeardAsync(host, account, "ສະບາຍດີ");
            await HeardAsync(host, account, "1");
        }

        Assert.Equal((await HeardAsync(host, stranger, "550101 000001")).Text, (await HeardAsync(host, mother, "550101 739214")).Text);
        Assert.Equal(0, await host.DbAsync(db => db.ContactAddresses.CountAsync(a => !a.IsTelephone)));
    }

    [Fact]
    public async Task SameMessageTwice_IsOneTurn()
    {
        await using var host = On("sqlite");
        var (account, id) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = await SayAsync(host, account, "ສະບາຍດີ", id);
        using var second = await SayAsync(host, account, "ສະບາຍດີ", id);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task WordsOfACaseworker_ReachTheOpenPage_AndAClosedOneIsToldToThem()
    {
        await using var host = On("sqlite");
        var account = Guid.NewGuid();
        await HeardAsync(host, account, "ສະບາຍດີ");
        var gateway = host.Service<IEnumerable<IMessageGateway>>().Single(g => g.Channel == Channel.Messenger);
        var message = new GatewayMessage(Guid.NewGuid(), $"bot:{WebChatOptions.ChannelId}:{account:D}", "ສະບາຍດີ", "lo");
        Assert.IsType<SendOutcome.Accepted>(await gateway.SendAsync(message, CancellationToken.None));

        // An answer that was lost on its way is given again, also with what is answered to new words; what the page has is not.
        using var lost = await PostAsync(host, "/chat/heard", new { account });
        var first = await lost.Content.ReadFromJsonAsync<WebChatHeard>();
        Assert.Equal("ສະບາຍດີ", Assert.Single(first!.Messages).Text);
        using var said = await SayAsync(host, account, "2");
        Assert.Equal(2, (await said.Content.ReadFromJsonAsync<WebChatHeard>())!.Messages.Count);
        using var again = await PostAsync(host, "/chat/heard", new { account, after = first.Last });
        Assert.Empty((await again.Content.ReadFromJsonAsync<WebChatHeard>())!.Messages);

        // A page that asks no more has gone.
        host.Clock.Forward(TimeSpan.FromMinutes(2));
        Assert.IsType<SendOutcome.Refused>(await gateway.SendAsync(message, CancellationToken.None));
    }

    [Theory]
    [InlineData("no header", 400)]
    [InlineData("no account", 400)]
    [InlineData("an account that is no id", 400)]
    [InlineData("no words", 400)]
    [InlineData("too many words", 400)]
    [InlineData("half of it", 400)]
    [InlineData("more than anybody types", 413)]
    [InlineData("a form", 415)]
    public async Task BadRequest_IsRefused_NothingStored(string what, int status)
    {
        await using var host = On("sqlite");
        object body = what switch
        {
            "no account" => new { id = "1", text = "1" },
            "an account that is no id" => new { account = "../../facebook:1", id = "1", text = "1" },
            "no words" => new { account = Guid.NewGuid(), id = "1" },
            "too many words" => new { account = Guid.NewGuid(), id = "1", text = new string('k', 2_001) },
            _ => new { account = Guid.NewGuid(), id = "1", text = "1" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/chat/say") { Content = what == "a form" ? new FormUrlEncodedContent([]) : new StringContent(Json(what, body), System.Text.Encoding.UTF8, "application/json") };
        if (what != "no header")
        {
            request.Headers.Add("X-Chat", "1");
        }

        using var response = await host.Web.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task TooManyRequestsOfOneAddress_AreRefused_NotStored()
    {
        await using var host = On("sqlite");
        var account = Guid.NewGuid();
        var answers = new List<HttpStatusCode>();

        // The test's requests come from this machine, as those of a proxy on it.
        for (var i = 0; i < 300; i++)
        {
            using var heard = await PostAsync(host, "/chat/heard", new { account });
            answers.Add(heard.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.True(answers.Count(a => a == HttpStatusCode.OK) >= 240);
    }

    private static string Json(string what, object body) => what switch
    {
        "half of it" => "{\"account\":",
        "more than anybody types" => "{\"x\":\"" + new string('k', 20_000) + "\"}",
        _ => System.Text.Json.JsonSerializer.Serialize(body),
    };

    private static FamilyLinkHost On(string database) => new(database, builder => builder.UseSetting("WebChat:Enabled", "true"));

    private static async Task<ChatMessage> HeardAsync(FamilyLinkHost host, Guid account, string text)
    {
        using var response = await SayAsync(host, account, text);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single((await response.Content.ReadFromJsonAsync<WebChatHeard>())!.Messages);
    }

    private static Task<HttpResponseMessage> SayAsync(FamilyLinkHost host, Guid account, string text, Guid? id = null) => PostAsync(host, "/chat/say", new { account, id = id ?? Guid.NewGuid(), text });

    private static async Task<HttpResponseMessage> PostAsync(FamilyLinkHost host, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Chat", "1");
        return await host.Web.SendAsync(request);
    }
}
