using System.Diagnostics;
using System.Text;
using FamilyLink.Data.Messages;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using FamilyLink.Tests.Infrastructure.Kannel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Channels.Kannel;

/// <summary>The real bearerbox and smsbox between an operator's message centre and this service, both ways.</summary>
public sealed class KannelRoundTripTests
{
    private const string Stranger = FamilyLinkHost.Stranger;

    [SkippableFact]
    public async Task Incoming_LatinByFakesmsc_IsAnsweredInLaoOnItsPhone()
    {
        Requires.Kannel();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Fake, port);
        await using var host = Host(boxes, port);
        var start = new ProcessStartInfo("/usr/lib/kannel/test/fakesmsc", ["-H", "127.0.0.1", "-r", boxes.OperatorPort.ToString(System.Globalization.CultureInfo.InvariantCulture), "-i", "1", "-m", "1", $"{Stranger} 8880 text hello"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var phone = Reaper.Start(start);
        phone.OutputDataReceived += (_, line) => heard.Enqueue(line.Data ?? "");
        phone.ErrorDataReceived += (_, line) => heard.Enqueue(line.Data ?? "");
        phone.BeginOutputReadLine();
        phone.BeginErrorReadLine();
        try
        {
            var answer = await UntilAsync(() => heard.FirstOrDefault(l => l.Contains($"8880 {Stranger} ", StringComparison.Ordinal)), boxes);

            // A long answer comes in parts, each with its header; the words are UTF-16BE, escaped.
            var words = string.Concat(heard.Where(l => l.Contains($"8880 {Stranger} ", StringComparison.Ordinal)).Select(Escaped));
            Assert.Contains("ສະບາຍດີ", words, StringComparison.Ordinal);
            Assert.True(answer.Length > 0);
        }
        finally
        {
            phone.Kill();
        }

        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync(m => m.Provider == "kannel")));
    }

    [SkippableFact]
    public async Task RoundTrip_LaoIn_LaoOut_OverSmpp()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();

        Assert.Equal(0u, await centre.DeliverLaoAsync("8562055550199", "8880", "ສະບາຍດີ"));

        var answer = await centre.NextAsync(m => m.To.EndsWith("55550199", StringComparison.Ordinal));
        Assert.Equal(8, answer.DataCoding);
        Assert.Contains("ສະບາຍດີ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(await ReplyAsync(host), answer.Text);
    }

    [SkippableFact]
    public async Task Incoming_ThaiLettersThatLookLikeWhiteSpace_ArriveAsTheyWere()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();
        const string words = "ช่วยด้วย  ฌฉญภ\nซ";

        await centre.DeliverLaoAsync("66815550199", "8880", words);
        await centre.NextAsync(m => m.To.EndsWith("66815550199", StringComparison.Ordinal));

        var row = await host.DbAsync(db => db.InboundMessages.SingleAsync());
        var key = await host.DbAsync(db => db.Conversations.Where(c => c.Id == row.ConversationId).Select(c => c.PersonKeyId).SingleAsync());
        Assert.Equal(words, host.Service<Data.Encryption.FieldEncryptor>().Decrypt(key, "message.body", row.Body));
    }

    [SkippableFact]
    public async Task Outgoing_Lao_IsDelivered_AndTheReportSaysSo()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();
        var shortOne = await OutboundRows.WriteAsync(host, Stranger, "ສະບາຍດີ");
        var words = string.Concat(Enumerable.Repeat("ຂ່າວຂອງຄອບຄົວ ", 12)).Trim();
        var longOne = await OutboundRows.WriteAsync(host, FamilyLinkHost.Mother, words);

        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal("ສະບາຍດີ", (await centre.NextAsync(m => m.To.EndsWith(Stranger[1..], StringComparison.Ordinal))).Text);
        var taken = await centre.NextAsync(m => m.To.EndsWith(FamilyLinkHost.Mother[1..], StringComparison.Ordinal));
        Assert.Equal(words, taken.Text);
        Assert.Equal(3, taken.Parts);
        foreach (var id in new[] { shortOne, longOne })
        {
            await UntilAsync(async () => (await RowAsync(host, id)).State == OutboundState.Delivered, boxes);
            Assert.Equal(id.ToString("N"), (await RowAsync(host, id)).ProviderId);
        }
    }

    [SkippableFact]
    public async Task Outgoing_RefusedByTheOperator_IsUndelivered_AndTheNumberThatIsNoneIsQuarantined()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter { SubmitStatus = 0x0B };
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();
        var id = await OutboundRows.WriteAsync(host, FamilyLinkHost.Mother, "ສະບາຍດີ");

        await host.Dispatcher.DrainAsync(CancellationToken.None);

        await UntilAsync(async () => (await RowAsync(host, id)).State == OutboundState.Undelivered, boxes);
        var hash = (await RowAsync(host, id)).AddressHash;
        await UntilAsync(() => host.DbAsync(db => db.ContactAddresses.AnyAsync(a => a.AddressHash == hash && a.State == Data.People.AddressState.Quarantined)), boxes);
    }

    [SkippableFact]
    public async Task Bearerbox_KilledWithMessagesInItsStore_SendsEachOnceWhenItIsBack()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, KannelBoxes.FreePort());
        await using var host = Host(boxes, port);

        // The operator cannot be reached: Kannel keeps what it takes.
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await OutboundRows.WriteAsync(host, Stranger, $"ຂໍ້ຄວາມ {i}"));
        }

        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.All(await Task.WhenAll(ids.Select(id => RowAsync(host, id))), row => Assert.Equal(OutboundState.Sent, row.State));
        await boxes.KillSmsboxAsync();
        await boxes.KillBearerboxAsync();
        boxes.ConnectTo(centre.Port);
        await boxes.StartBearerboxAsync();
        await boxes.StartSmsboxAsync();

        foreach (var id in ids)
        {
            await UntilAsync(async () => (await RowAsync(host, id)).State == OutboundState.Delivered, boxes);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"ຂໍ້ຄວາມ {i}").Order(StringComparer.Ordinal), centre.Taken.Select(m => m.Text).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Smsbox_KilledWhileMessagesWait_GetsThemAgain_AndEachIsAnsweredOnce()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();
        await boxes.KillSmsboxAsync();
        for (var i = 0; i < 10; i++)
        {
            await centre.DeliverLaoAsync($"856205555020{i}", "8880", "ສະບາຍດີ");
        }

        // And bearerbox too: what it thanked the operator for is in its store.
        await boxes.KillBearerboxAsync();
        await boxes.StartBearerboxAsync();
        await boxes.StartSmsboxAsync();

        for (var i = 0; i < 10; i++)
        {
            var number = $"856205555020{i}";
            await centre.NextAsync(m => m.To.EndsWith(number, StringComparison.Ordinal));
        }

        await Task.Delay(1_000);
        Assert.Equal(10, centre.Taken.Count);
        Assert.Equal(10, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [SkippableFact]
    public async Task Silence_IsNoMessage()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await using var host = Host(boxes, port);
        await boxes.OnlineAsync();

        // A company's name is not answered; a telephone after it is.
        await centre.DeliverAsync("MyBank", "8880", 0, 0, Encoding.ASCII.GetBytes("hello"), ton: 5);
        await centre.DeliverLaoAsync("8562055550199", "8880", "ສະບາຍດີ");
        await centre.NextAsync(m => m.To.EndsWith("55550199", StringComparison.Ordinal));
        await Task.Delay(500);

        Assert.Single(centre.Taken);
        Assert.Contains("came from no telephone number", host.Logs.All, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Service_DownForAWhile_AnswersWhenItIsBack_AndSmsboxSaysNothingMeanwhile()
    {
        Requires.Kannel();
        await using var centre = new SmppCenter();
        var port = KannelBoxes.FreePort();
        await using var boxes = await KannelBoxes.ForServiceAsync(OperatorKind.Smpp, port, centre.Port);
        await boxes.OnlineAsync();
        await centre.DeliverLaoAsync("8562055550199", "8880", "ສະບາຍດີ");
        await Task.Delay(2_000);
        Assert.Empty(centre.Taken);

        await using var host = Host(boxes, port);

        Assert.Contains("ສະບາຍດີ", (await centre.NextAsync(m => m.To.EndsWith("55550199", StringComparison.Ordinal), 30)).Text, StringComparison.Ordinal);
        Assert.Equal(1, await host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.True(centre.Enquiries > 0);
    }

    private static FamilyLinkHost Host(KannelBoxes boxes, int port)
    {
        var host = new FamilyLinkHost(
            "sqlite",
            builder =>
            {
                foreach (var (name, value) in boxes.Settings(port))
                {
                    builder.UseSetting(name, value);
                }
            },
            port: port,
            logs: true);

        // The demo people's own messages would go out among these.
        host.DbAsync(db => db.OutboundMessages.ExecuteDeleteAsync()).GetAwaiter().GetResult();
        return host;
    }

    private static Task<OutboundMessage> RowAsync(FamilyLinkHost host, Guid id) => host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == id));

    private static async Task<string> ReplyAsync(FamilyLinkHost host)
    {
        var row = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync());
        return host.Service<Data.Encryption.FieldEncryptor>().Decrypt(row.PersonKeyId, "message.body", row.Body)!;
    }

    private static async Task UntilAsync(Func<Task<bool>> good, KannelBoxes boxes)
    {
        for (var tries = 0; !await good(); tries++)
        {
            Assert.True(tries < 400, "It did not come.\n" + boxes.LastWords());
            await Task.Delay(50);
        }
    }

    private static async Task<string> UntilAsync(Func<string?> find, KannelBoxes boxes)
    {
        await UntilAsync(() => Task.FromResult(find() is not null), boxes);
        return find()!;
    }

    // "8880 +856… udh %05… data %0e%aa…" and "8880 +856… ucs-2 %0e%aa…"
    private static string Escaped(string line)
    {
        var last = line.TrimEnd('>', ' ').Split(' ')[^1];
        return Encoding.BigEndianUnicode.GetString(FamilyLink.Channels.Kannel.KannelRequest.Parse("x=" + last)["x"]);
    }
}
