using System.Text.RegularExpressions;
using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>The thing this service exists for, through the front door, signed by Twilio's own library.</summary>
public sealed class FamilyStoryTests
{
    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Notice_MotherWritesAndProvesWhoSheIs_IsToldPartByPart(string database)
    {
        Requires.Node();
        await using var host = new FamilyLinkHost(database);
        async Task<string?> Says(string text)
        {
            var form = FamilyLinkHost.Form(FamilyLinkHost.Mother, text);
            var signature = await NodeOracle.Shared.SignAsync(TwilioOptions.DemoAuthToken, "http://127.0.0.1:5080/twilio/sms", form);
            using var response = await host.PostSmsAsync(form, signature);
            response.EnsureSuccessStatusCode();
            return FamilyLinkHost.Words(await response.Content.ReadAsStringAsync());
        }

        const string CaredFor = "ຢູ່ບ່ອນພັກທີ່ມີຄົນດູແລ";
        Assert.DoesNotContain(CaredFor, await Says("ສະບາຍດີ"), StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await Says("1"), StringComparison.Ordinal);
        Assert.DoesNotContain(CaredFor, await Says("123456"), StringComparison.Ordinal);
        Assert.Contains(CaredFor, await Says("໗໓໙໒໑໔"), StringComparison.Ordinal);
        Assert.Contains("ບໍ່ແມ່ນການລົງໂທດ", await Says("໑"), StringComparison.Ordinal);
        Assert.Contains("ກະຊວງການຕ່າງປະເທດ", await Says("1"), StringComparison.Ordinal);
        Assert.Contains("ຢ່າຈ່າຍ", await Says("1"), StringComparison.Ordinal);
        Assert.Contains("ກົງສຸນລາວ", await Says("5"), StringComparison.Ordinal);

        var notice = await host.DbAsync(db => db.Set<Notice>().SingleAsync(n => n.State == NoticeState.Told));
        Assert.Equal(4, notice.PartsTold);
        Assert.Equal(OutboundState.Cancelled, (await host.OpeningAsync("FL-0001")).State);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Notice_ReachesOutFirst_NeutrallyAndOnlyOnce(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var opening = await host.OpeningAsync("FL-0001");
        Assert.Equal(OutboundState.Sent, opening.State);
        Assert.Equal(1, opening.Attempts);
        Assert.Contains("4 ຊອກຫາຄົນ", await host.SmsAsync(FamilyLinkHost.Mother, "1"), StringComparison.Ordinal);
        Assert.Contains("ຄົນດູແລ", await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondApproval_WakesTheDispatcherByItself()
    {
        await using var host = new FamilyLinkHost("sqlite", hangfire: true);
        await host.ApproveAsync("FL-0002", "second@demo.local");
        for (var tries = 0; tries < 200 && (await host.OpeningAsync("FL-0002")).State != OutboundState.Sent; tries++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(OutboundState.Sent, (await host.OpeningAsync("FL-0002")).State);
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Opening_NotNow_NothingMoreIsSaid(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Contains("ບໍ່ເປັນຫຍັງ", await host.SmsAsync(FamilyLinkHost.Mother, "2"), StringComparison.Ordinal);
        Assert.Equal(0, await host.Dispatcher.DrainAsync(CancellationToken.None));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task S20_DatabaseAndLogsAfterTheStory_HoldNoNameNumberCodeOrWords(string database)
    {
        await using var host = new FamilyLinkHost(database, logs: true);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        foreach (var text in (string[])["1", "111111", FamilyLinkHost.MothersCode, "1", "4", "ນາງທົດສອບ", "ຕອນແລງ"])
        {
            await host.SmsAsync(FamilyLinkHost.Mother, text);
        }

        var metrics = await host.Web.GetStringAsync("/metrics");
        var everything = host.Logs.All + metrics + (database == "sqlite" ? ReadAll(host.DataDirectory) : await DumpAsync(host));
        foreach (var secret in (string[])["2055550101", FamilyLinkHost.MothersCode, "ນາງທົດສອບ", "ຕອນແລງ", "ຄົນດູແລ", "ສະບາຍດີ", "Demo contact", "Demo person"])
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }
    }

    private static string ReadAll(string folder)
    {
        var text = new System.Text.StringBuilder();
        foreach (var file in Directory.GetFiles(folder, "familylink.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    private static Task<string> DumpAsync(FamilyLinkHost host) => host.DbAsync(async db =>
    {
        var text = new System.Text.StringBuilder();
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT t::text FROM {Regex.Replace(table, "[^a-z_]", "")} t";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                // Binary columns print as hexadecimal: look inside them too.
                var row = rows.GetString(0);
                text.AppendLine(row);
                foreach (Match hex in Regex.Matches(row, @"\\x([0-9a-f]{2,})"))
                {
                    text.AppendLine(System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex.Groups[1].Value)));
                }
            }
        }

        return text.ToString();
    });
}
