using System.Globalization;
using System.Net;
using System.Text;
using FamilyLink.Channels.Kannel;
using FamilyLink.Data.Messages;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.Kannel;

/// <summary>What smsbox asks and tells, as it was recorded from smsbox 1.4.5; every request is played twice.</summary>
public sealed class KannelWebhookTests
{
    private const string Id = "7f2c1de8-3b1a-4c55-9f0e-0d6f3a1b9c42";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    /// <summary>Label, the query after the secret, the words that must be stored, or null for nothing stored; the coding header of the answer, or null for an empty answer.</summary>
    public static TheoryData<string, string, string?, string?> Incoming => new()
    {
        {
            "Latin, the operator's alphabet",
            $"id={Id}&from=%2B8562055550199&to=8880&text=%68%65%6c%6c%6f&charset=UTF-8&coding=0&smsc=operator&time=2026-11-24+03:10:00", "hello", "2"
        },
        {
            "Lao, recoded to UTF-8 by mo-recode",
            $"id={Id}&from=%2B8562055550199&to=8880&text=%e0%ba%aa%e0%ba%b0%e0%ba%9a%e0%ba%b2%e0%ba%8d%e0%ba%94%e0%ba%b5&charset=UTF-8&coding=0&smsc=operator&time=2026-11-24+03:10:00", "ສະບາຍດີ", "2"
        },
        {
            "Lao as UCS-2, without mo-recode",
            $"id={Id}&from=%2B8562055550199&to=8880&text=%0e%aa%0e%b0%0e%9a%0e%b2%0e%8d%0e%94%0e%b5&charset=UTF-16BE&coding=2&smsc=operator&time=2026-11-24+03:10:00", "ສະບາຍດີ", "2"
        },
        {
            "Thai whose second bytes are white space in ASCII",
            $"id={Id}&from=%2B66815550199&to=8880&text=%0e%0a%0e%48%0e%27%0e%22%0e%14%0e%49%0e%27%0e%22&charset=UTF-16BE&coding=2", "ช่วยด้วย", "2"
        },
        { "UCS-2 and no charset", $"id={Id}&from=%2B8562055550199&text=%0e%aa%0e%b0&coding=2", "ສະ", "2" },
        { "an operator that writes no plus", $"id={Id}&from=8562055550199&text=hello", "hello", "2" },
        { "an operator that writes numbers as people dial them", $"id={Id}&from=02055550199&text=hello", "hello", "2" },
        { "words with a plus sign for a blank", $"id={Id}&from=%2B8562055550199&text=two+words&charset=UTF-8&coding=0", "two words", "2" },
        { "Latin-1, as an alt-charset sends it", $"id={Id}&from=%2B8562055550199&text=caf%e9&charset=ISO-8859-1&coding=0", "café", "2" },
        { "no words at all", $"id={Id}&from=%2B8562055550199&text=&charset=UTF-8&coding=0", "", "2" },
        { "data instead of words", $"id={Id}&from=%2B8562055550199&text=%01%06%ff&charset=8-BIT&coding=1", "", "2" },
        { "a company's name", $"id={Id}&from=MyBank&text=hello&charset=UTF-8&coding=0", null, null },
        { "a short code", $"id={Id}&from=8899&text=hello&charset=UTF-8&coding=0", null, null },
    };

    /// <summary>Label, query after the secret, state of the row afterwards, code.</summary>
    public static TheoryData<string, string, OutboundState, string?> Reports => new()
    {
        { "delivered", "status=1&answer=id%3A7+sub%3A001+dlvrd%3A001+submit+date%3A2611240310+done+date%3A2611240310+stat%3ADELIVRD+err%3A000+text%3A", OutboundState.Delivered, "kannel:dlr-1" },
        { "not delivered", "status=2&answer=id%3A7+sub%3A001+dlvrd%3A000+submit+date%3A2611240310+done+date%3A2611240310+stat%3AUNDELIV+err%3A001+text%3A", OutboundState.Undelivered, "kannel:dlr-2" },
        { "expired", "status=2&answer=id%3A7+sub%3A001+dlvrd%3A000+submit+date%3A2611240310+done+date%3A2611240310+stat%3AEXPIRED+err%3A000+text%3A", OutboundState.Undelivered, "kannel:dlr-2" },
        { "waiting at the operator", "status=4&answer=", OutboundState.Sent, "kannel:dlr-4" },
        { "taken by the operator", "status=8&answer=ACK%2F", OutboundState.Sent, "kannel:dlr-8" },
        { "refused by the operator", "status=16&answer=NACK%2F0x00000045%2FSubmit+failed", OutboundState.Undelivered, "kannel:dlr-16" },
        { "no such number", "status=16&answer=NACK%2F0x0000000b%2FInvalid+Destination+Address", OutboundState.Undelivered, "kannel:dlr-16" },
        { "a status nobody knows", "status=32&answer=", OutboundState.Sending, null },
    };

    [Theory]
    [MemberData(nameof(Incoming))]
    public async Task Incoming_PlayedTwice_OneTurnAndTheSameAnswer(string what, string query, string? stored, string? coding)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (first, firstCoding) = await AskAsync(host, query);
        var (again, _) = await AskAsync(host, query);

        Assert.Equal(first, again);
        Assert.Equal(coding, firstCoding);
        Assert.Equal(coding is null, first.Length == 0);
        Assert.Equal(stored is null ? [] : [stored], await StoredAsync(host));
        Assert.True(what.Length > 0);
    }

    [Theory]
    [InlineData("no secret", "/kannel/mo?id=" + Id + "&from=%2B8562055550199&text=1", 403)]
    [InlineData("a wrong secret", "/kannel/mo?secret=guess&id=" + Id + "&from=%2B8562055550199&text=1", 403)]
    [InlineData("the secret and more", "/kannel/mo?secret=demo-kannel-secret1&id=" + Id + "&from=%2B8562055550199&text=1", 403)]
    [InlineData("a guess before the secret", "/kannel/mo?secret=guess&secret=demo-kannel-secret&id=" + Id + "&from=%2B8562055550199&text=1", 403)]
    [InlineData("no id", "/kannel/mo?secret=demo-kannel-secret&from=%2B8562055550199&text=1", 400)]
    [InlineData("an id that is none", "/kannel/mo?secret=demo-kannel-secret&id=17&from=%2B8562055550199&text=1", 400)]
    [InlineData("an empty id", "/kannel/mo?secret=demo-kannel-secret&id=00000000-0000-0000-0000-000000000000&from=%2B8562055550199&text=1", 400)]
    [InlineData("a report without secret", "/kannel/dlr?id=" + Id + "&status=1", 403)]
    [InlineData("a report without id", "/kannel/dlr?secret=demo-kannel-secret&status=1", 400)]
    [InlineData("a report without status", "/kannel/dlr?secret=demo-kannel-secret&id=" + Id, 400)]
    [InlineData("a report with words for a status", "/kannel/dlr?secret=demo-kannel-secret&id=" + Id + "&status=-1", 400)]
    public async Task BadRequest_GetsAClearStatus_NothingStored(string what, string path, int status)
    {
        await using var host = new FamilyLinkHost("sqlite", logs: true);
        using var response = await host.Web.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Contains("was refused with " + status.ToString(CultureInfo.InvariantCulture), host.Logs.All, StringComparison.Ordinal);
        Assert.True(what.Length > 0);
    }

    [Theory]
    [InlineData("Live", KannelOptions.DemoSecret)]
    [InlineData("Live", "")]
    [InlineData("Demo", "")]
    public void Secret_OfDemoOrEmpty_OpensNothing(string mode, string secret)
    {
        var requests = new KannelRequest(
            Microsoft.Extensions.Options.Options.Create(new KannelOptions { Secret = secret }),
            Microsoft.Extensions.Options.Options.Create(new FamilyLinkOptions { Mode = Enum.Parse<ServiceMode>(mode) }));
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.QueryString = new Microsoft.AspNetCore.Http.QueryString("?secret=" + secret);
        Assert.Null(requests.Read(context));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task SameIdTwentyTimesAtOnce_OneTurn_OneReply(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(host, $"id={Id}&from=%2B8562055550199&text=1")));
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await host.DbAsync(db => db.OutboundMessages.CountAsync(m => m.Purpose == OutboundPurpose.Reply)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task OtherWordsUnderOneId_TheFirstStand(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await AskAsync(host, $"id={Id}&from=%2B8562055550199&text=1");
        using var second = await host.Web.GetAsync($"/kannel/mo?secret={KannelOptions.DemoSecret}&id={Id}&from=%2B8562055550199&text=2");
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(["1"], await StoredAsync(host));
    }

    [Fact]
    public async Task S20_NumberAndWords_AreInNoLogLine()
    {
        await using var host = new FamilyLinkHost("sqlite", logs: true);
        await AskAsync(host, $"id={Id}&from=%2B8562055550199&text=my+daughter+is+lost");
        Assert.DoesNotContain("55550199", host.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("daughter", host.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain(KannelOptions.DemoSecret, host.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Report_PlayedTwice_ChangesTheRowOnce(string what, string query, OutboundState state, string? code)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var id = await HandingOffAsync(host);
        foreach (var _ in new[] { 1, 2 })
        {
            Assert.Equal(HttpStatusCode.Accepted, await ReportAsync(host, id, query));
        }

        var row = await host.DbAsync(db => db.OutboundMessages.SingleAsync(m => m.Id == id));
        Assert.Equal(state, row.State);
        Assert.Equal(code, row.OutcomeCode);
        Assert.Equal(code is null ? 0 : 1, await host.DbAsync(db => db.AuditEntries.CountAsync(a => a.Subject == $"outbound:{id:N}")));
        Assert.True(what.Length > 0);
    }

    [Fact]
    public async Task Reports_OutOfOrder_TheFinalOneStays()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var id = await HandingOffAsync(host);
        await ReportAsync(host, id, "status=1&answer=");
        await ReportAsync(host, id, "status=8&answer=");
        await ReportAsync(host, id, "status=2&answer=stat:UNDELIV");
        Assert.Equal(OutboundState.Delivered, (await host.DbAsync(db => db.OutboundMessages.SingleAsync(m => m.Id == id))).State);
        Assert.Equal(0, await host.DbAsync(db => db.ContactAddresses.CountAsync(a => a.State == Data.People.AddressState.Quarantined)));
    }

    [Fact]
    public async Task Report_OfAnUnknownMessage_ChangesNothing()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var before = await host.DbAsync(db => db.AuditEntries.CountAsync());
        Assert.Equal(HttpStatusCode.Accepted, await ReportAsync(host, Guid.NewGuid(), "status=2&answer=stat:UNDELIV"));
        Assert.Equal(before, await host.DbAsync(db => db.AuditEntries.CountAsync()));
    }

    [Theory]
    [InlineData("status=2&answer=stat:UNDELIV", true)]
    [InlineData("status=16&answer=NACK%2F0x0000000b%2FInvalid+Destination+Address", true)]
    [InlineData("status=2&answer=stat:EXPIRED", false)]
    [InlineData("status=16&answer=NACK%2F0x00000045%2FSubmit+failed", false)]
    public async Task S19_ANumberThatCannotBeReached_IsQuarantined(string report, bool quarantined)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var opening = await host.OpeningAsync("FL-0001");
        await host.SaveAsync(db => db.OutboundMessages.Where(m => m.Id == opening.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboundState.Sending)));
        await ReportAsync(host, opening.Id, report);
        var state = await host.DbAsync(db => db.ContactAddresses.Where(a => a.AddressHash == opening.AddressHash).Select(a => a.State).SingleAsync());
        Assert.Equal(quarantined ? Data.People.AddressState.Quarantined : Data.People.AddressState.Active, state);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == (quarantined ? "number-to-confirm" : OutcomeWriter.BlockedTask))));
    }

    private static async Task<(string Body, string? Coding)> AskAsync(FamilyLinkHost host, string query)
    {
        using var response = await host.Web.GetAsync($"/kannel/mo?secret={KannelOptions.DemoSecret}&{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return (await response.Content.ReadAsStringAsync(), response.Headers.TryGetValues("X-Kannel-Coding", out var coding) ? coding.Single() : null);
    }

    private static async Task<HttpStatusCode> ReportAsync(FamilyLinkHost host, Guid id, string query)
    {
        using var response = await host.Web.GetAsync($"/kannel/dlr?secret={KannelOptions.DemoSecret}&id={id:N}&{query}");
        return response.StatusCode;
    }

    private static async Task<List<string>> StoredAsync(FamilyLinkHost host)
    {
        var rows = await host.DbAsync(db => (
            from message in db.InboundMessages
            join conversation in db.Conversations on message.ConversationId equals conversation.Id
            select new { conversation.PersonKeyId, message.Body }).ToListAsync());
        return [.. rows.Select(r => host.Service<Data.Encryption.FieldEncryptor>().Decrypt(r.PersonKeyId, "message.body", r.Body)!)];
    }

    private static async Task<Guid> HandingOffAsync(FamilyLinkHost host)
    {
        await host.DbAsync(db => db.OutboundMessages.ExecuteDeleteAsync());
        var row = OutboundRows.To(host, FamilyLinkHost.Stranger, "words");
        row.State = OutboundState.Sending;
        await host.SaveAsync(db => { db.Add(row); return Task.CompletedTask; });
        return row.Id;
    }
}
