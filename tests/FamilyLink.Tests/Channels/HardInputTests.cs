using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FamilyLink.Channels.Kannel;
using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Load.Fuzz;
using FamilyLink.Messaging;
using FamilyLink.Tests.Channels.BotFramework;
using FamilyLink.Tests.Infrastructure;
using FamilyLink.Tests.Infrastructure.Kannel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

namespace FamilyLink.Tests.Channels;

/// <summary>
/// What comes in from outside and is hard to read, kind by kind: nothing in it may cost somebody their words, or give them to somebody else.
/// One file past 300 lines: whoever adds a channel reads the kinds beside one another, as in <c>docs/hard-inputs.md</c>.
/// </summary>
public sealed class HardInputTests
{
    private const string CaredFor = "ຢູ່ບ່ອນພັກ";
    private const string Demo = "demo-kannel-secret";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    /// <summary>What stops a database from storing a message: asked of every table a turn writes first.</summary>
    private static readonly (string Database, string Break, string Mend)[] Breaks =
    [
        ("sqlite", "CREATE TRIGGER full BEFORE INSERT ON inbound_messages BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END", "DROP TRIGGER full"),
        ("postgres", "ALTER TABLE inbound_messages ADD CONSTRAINT full_disk CHECK (received_at < '2000-01-01') NOT VALID", "ALTER TABLE inbound_messages DROP CONSTRAINT full_disk"),
    ];

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task WhatCouldNotBeStored_IsAskedForAgain_OnEveryChannel(string database)
    {
        await using var stage = new BotStage(database, web => web.UseSetting("Voice:DutyPhone", "+8562055550190"));
        var host = stage.Host;
        var (_, breaks, mends) = Breaks.Single(b => b.Database == database);
        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(breaks));
        var sms = FamilyLinkHost.Form(FamilyLinkHost.Stranger, "STOP", "SM" + new string('a', 32));
        var bot = BotStage.Message(BotStage.MothersAccount, "ช่วยด้วย", "mid.1");
        var kannel = $"/kannel/mo?secret={Demo}&id={Guid.NewGuid()}&from=%2B8562055550198&text=STOP";
        using (var response = await host.PostSmsAsync(sms))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        using (var response = await stage.PostAsync(bot))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        using (var response = await host.Web.GetAsync(kannel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        using (var response = await VoiceCaller.PostAsync(host, "/twilio/voice", VoiceCaller.Form("CA1", FamilyLinkHost.Stranger)))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var document = await response.Content.ReadAsStringAsync();
            Assert.Contains("<Play>", document, StringComparison.Ordinal);
            Assert.Contains("+8562055550190", document, StringComparison.Ordinal);
        }

        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(mends));
        (await host.PostSmsAsync(sms)).Dispose();
        (await stage.PostAsync(bot)).Dispose();
        (await host.Web.GetAsync(kannel)).Dispose();
        Assert.Equal(2, await host.DbAsync(db => db.Suppressions.CountAsync()));
        Assert.Equal(3, await host.DbAsync(db => db.InboundMessages.CountAsync()));
    }

    [Fact]
    public async Task NothingCanBeStored_AndNobodyIsOnDuty_TheCallerIsAskedToWait_AndHeardOnceMore()
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(Breaks[0].Break));
        using var first = await VoiceCaller.PostAsync(host, "/twilio/voice", VoiceCaller.Form("CA1", FamilyLinkHost.Stranger));
        var again = new TwimlDocument(await first.Content.ReadAsStringAsync()).Verbs.Single(v => v.Name.LocalName == "Redirect").Value["http://127.0.0.1:5080".Length..];
        using var second = await VoiceCaller.PostAsync(host, again, VoiceCaller.Form("CA1", FamilyLinkHost.Stranger));
        Assert.Contains("<Hangup", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(Breaks[0].Mend));
        using var mended = await VoiceCaller.PostAsync(host, again, VoiceCaller.Form("CA1", FamilyLinkHost.Stranger));
        Assert.Contains("<Gather", await mended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task NothingCanBeWritten_NotReady(string database)
    {
        await using var host = new FamilyLinkHost(database);
        Assert.Equal(HttpStatusCode.OK, (await host.Web.GetAsync("/health/ready")).StatusCode);
        await host.DbAsync(db => db.Database.ExecuteSqlRawAsync(database == "sqlite"
            ? "CREATE TRIGGER full BEFORE UPDATE ON service_secrets BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
            : "ALTER TABLE service_secrets ADD CONSTRAINT full_disk CHECK (name = '') NOT VALID"));
        host.Clock.Forward(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Web.GetAsync("/health/ready")).StatusCode);
    }

    [SkippableFact]
    public async Task PostgresRestarted_TheNextMessagesAreStoredAllTheSame()
    {
        Requires.Postgres();
        await using var host = new FamilyLinkHost("postgres");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        foreach (var from in new[] { FamilyLinkHost.Mother, FamilyLinkHost.Aunt, FamilyLinkHost.Father })
        {
            // What a restart does to every connection that the service holds.
            await using var outside = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(host.Service<IConfiguration>().GetConnectionString("FamilyLink")!) { Pooling = false }.ToString());
            await outside.OpenAsync();
            await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", outside);
            await end.ExecuteNonQueryAsync();
            Assert.NotNull(await host.SmsAsync(from, "STOP"));
        }

        Assert.Equal(3, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AnotherSchemeThanATelephone_TellsNothing_AndOneTaskSaysSo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var scheme in new[] { "whatsapp", "rcs", "client", "messenger", "sip" })
        {
            Assert.Null(await host.SmsAsync($"{scheme}:{FamilyLinkHost.Mother}", "1"));
            Assert.Null(await host.SmsAsync($"{scheme}:{FamilyLinkHost.Mother}", FamilyLinkHost.MothersCode));
        }

        Assert.Equal(0, await host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "unknown-way")));
        Assert.Null(await host.SmsAsync("+15005550006", "hello"));
    }

    [Theory]
    [InlineData("+856205555010", "LA", null)]
    [InlineData("+85620555501011", "LA", null)]
    [InlineData("+66815550", "TH", null)]
    [InlineData("+85602055550101", "LA", "+8562055550101")]
    [InlineData("+660815550102", "TH", "+66815550102")]
    [InlineData("020 8034 5678", "LA", "+8562080345678")]
    [InlineData("໐໒໐ ໕໕໕໕ ໐໑໐໑", "LA", "+8562055550101")]
    [InlineData("55550101", "LA", "+8562055550101")]
    [InlineData("๐๘๑-๕๕๕-๐๑๐๒", "TH", "+66815550102")]
    [InlineData("whatsapp:+8562055550101", "LA", null)]
    [InlineData("call me maybe", "LA", null)]
    [InlineData("+8562055550101+", "LA", null)]
    public void NumberAtTheDesk_IsReadAsWritten_OrRefused(string typed, string country, string? number) => Assert.Equal(number, Telephone.Canonical(typed, country));

    [Theory]
    [InlineData("2080345678", "LA", "+8562080345678")]
    [InlineData("0815550102", "LA", "+66815550102")]
    [InlineData("0815550102", "TH", "+66815550102")]
    [InlineData("02055550101", "TH", "+8562055550101")]
    [InlineData("8562055550101", "LA", "+8562055550101")]
    [InlineData("008562055550101", "LA", "+8562055550101")]
    [InlineData("99999999999999", "LA", "99999999999999")]
    [InlineData("8880", "LA", null)]
    [InlineData("MyBank", "LA", null)]
    public void NumberFromTheOperator_IsReadInTheOperatorsCountry(string from, string country, string? number) => Assert.Equal(number, KannelText.Sender(from, country));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CallersWhoHideTheirNumber_ShareNoConversation(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var hidden in new[] { "+266696687", "anonymous", "+7378742833", "client:someone", "+8656696", "" })
        {
            for (var calls = 0; calls < 2; calls++)
            {
                var before = await host.DbAsync(db => db.Conversations.CountAsync());
                await new VoiceCaller(host, hidden).CallAsync();
                Assert.Equal(before + 1, await host.DbAsync(db => db.Conversations.CountAsync()));
            }
        }
    }

    private static JsonNode Nested(int depth) =>
        JsonNode.Parse(string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth)), documentOptions: new JsonDocumentOptions { MaxDepth = depth })!;

    [Fact]
    public async Task Messenger_AFaultWhereNobodyReads_CostsNoStop()
    {
        Action<JsonObject>[] faults =
        [
            a => a["from"]!["name"] = "half \ud83d emoji",
            a => a["timestamp"] = "2026-11-24T04:05:06+0700",
            a => a["localTimestamp"] = 17,
            a => a["entities"] = "none",
            a => a["attachments"] = new JsonObject(),
            a => a["locale"] = new JsonArray(1),
            a => a["replyToId"] = 5,
            a => a["suggestedActions"] = "x",
            a => a["recipient"]!["name"] = new JsonObject(),
            a => a["conversation"]!["name"] = 5,
            a => a["name"] = new JsonArray(),
            a => a["membersAdded"] = 1,
            a => a["channelData"] = Nested(60),
            a => a["channelData"] = Nested(900),
            a => a.Insert(0, "$ref", "1"),
            a => a.Insert(0, "$id", new JsonObject()),
            a => a.Insert(0, "$type", new JsonObject()),
        ];
        await using var stage = new BotStage();
        foreach (var (fault, place) in faults.Select((f, n) => (f, n)))
        {
            var activity = BotStage.Message($"{place}", "STOP");
            fault(activity);
            using var response = await stage.PostAsync(activity.ToJsonString(), stage.Bearer());
            Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"fault {place}: {response.StatusCode}");
            Assert.Equal(place + 1, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));
        }
    }

    [Fact]
    public async Task WebChat_AFaultWhereNobodyReads_CostsNoStop()
    {
        (string Members, string Type)[] faults =
        [
            ("\"text\":\"STOP\",\"after\":\"0\"", "application/json"),
            ("\"text\":\"STOP\",\"after\":null", "application/json"),
            ("\"text\":\"STOP\",\"after\":1e400", "application/json"),
            ("\"text\":\"STOP\",\"after\":9223372036854775808", "application/json"),
            ($"\"text\":\"STOP\",\"extra\":{Nested(900).ToJsonString()}", "application/json"),
            ("\"text\":\"STOP\",\"after\":\"\\ud83d\"", "application/json; charset=x-unknown"),
            ("\"text\":\"STOP\\ud83d\"", "application/json"),
        ];
        await using var host = new FamilyLinkHost("sqlite", web => web.UseSetting("WebChat:Enabled", "true"));
        foreach (var (fault, place) in faults.Select((f, n) => (f, n)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/chat/say");
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"account\":\"{Guid.NewGuid()}\",\"id\":\"{place}\",{fault.Members}}}"));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", fault.Type);
            request.Headers.Add("X-Chat", "1");
            using var response = await host.Web.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"fault {place}: {response.StatusCode}");
            Assert.Equal(place + 1, await host.DbAsync(db => db.Suppressions.CountAsync()));
        }
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("65000")]
    [InlineData("x-unknown")]
    [InlineData("%00")]
    public async Task Kannel_LettersOfNoKnownKind_CostNoStop(string charset)
    {
        await using var host = new FamilyLinkHost("sqlite");
        using var response = await host.Web.GetAsync($"/kannel/mo?secret={Demo}&id={Guid.NewGuid()}&from=%2B8562055550198&text=STOP&charset={charset}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task ReportWhoseIdIsNone_IsRefused_NotAskedForAgain(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var field in new[] { "MessageSid", "CallSid" })
        {
            using var response = await VoiceCaller.PostAsync(host, "/twilio/status", new() { [field] = "SM\0", ["MessageStatus"] = "delivered", ["CallStatus"] = "busy" });
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AnythingAtAnyWebhook_IsAnsweredWithoutAnError_AndNoStopIsLost(string database)
    {
        var port = KannelBoxes.FreePort();
        await using var host = new FamilyLinkHost(database, web => web.UseSetting("WebChat:Enabled", "true"), port: port);
        var sent = await host.DbAsync(db => db.OutboundMessages.Select(m => m.Id).ToListAsync());
        var failures = new ConcurrentQueue<string>();
        var fuzz = new WebhookFuzz(port, new WebhookBodies("http://127.0.0.1:5080", 21, sent), (request, how) => failures.Enqueue($"{request.Number} {request.Webhook}: {how}"));
        await fuzz.RunAsync(0, Environment.GetEnvironmentVariable("CI") is null ? 400 : 3_000, 8);
        Assert.Empty(failures);
        Assert.NotEmpty(fuzz.Stops);
        var stored = await host.DbAsync(db => db.Database.SqlQueryRaw<string>(WebhookFuzz.StopsStored).ToListAsync());
        Assert.Empty(fuzz.Stops.Keys.Except(stored));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Messenger_TheSameIdInTwoChats_AreTwoPeoplesMessages(string database)
    {
        await using var stage = new BotStage(database);
        foreach (var (account, text) in new[] { ("1", "ສະບາຍດີ"), ("2", "ສະບາຍດີ"), ("3", "STOP") })
        {
            var activity = BotStage.Message(account, text, "mid.same");
            activity["deliveryMode"] = "expectReplies";
            using var response = await stage.PostAsync(activity);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("activities", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(3, await stage.Host.DbAsync(db => db.InboundMessages.CountAsync()));
        Assert.Equal(1, await stage.Host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [Theory]
    [InlineData("ລະຫັດ 739214")]
    [InlineData("code 739214")]
    [InlineData("739214 ຂອບໃຈ")]
    [InlineData("739 214")]
    [InlineData("ລະຫັດຂອງຂ້ອຍແມ່ນ ໗໓໙໒໑໔ ເດີ້")]
    [InlineData("my code is: 739-214, thanks")]
    [InlineData("นี่รหัสค่ะ ๗๓๙๒๑๔")]
    [InlineData("7️⃣3️⃣9️⃣2️⃣1️⃣4️⃣")]
    [InlineData("⑦③⑨②①④")]
    public async Task CodeAmongWords_IsTheCode_AndKeptNowhere(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, text), StringComparison.Ordinal);
        var bodies = await host.DbAsync(async db => (await db.InboundMessages.ToListAsync()).Join(await db.Conversations.ToListAsync(), m => m.ConversationId, c => c.Id, (m, c) => (m, c)).ToList());
        Assert.DoesNotContain(bodies, b => host.Service<Data.Encryption.FieldEncryptor>().Decrypt(b.c.PersonKeyId, "message.body", b.m.Body)!.Contains("214", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ຂ້ອຍມີເງິນ 600000 ກີບ")]
    [InlineData("25112026")]
    [InlineData("ໂທຫາຂ້ອຍ 020 5555 0101")]
    [InlineData("Your OTP code is 739215")]
    public async Task S6_DigitsThatAreNoCode_AreNoTry(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        for (var times = 0; times < 6; times++)
        {
            await host.SmsAsync(FamilyLinkHost.Mother, text);
        }

        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ກົດ 9")]
    [InlineData("กด 9")]
    [InlineData("press 9")]
    [InlineData("ກົດເລກ ໙")]
    [InlineData("ตอบ 9 ค่ะ")]
    [InlineData("กดเก้า")]
    [InlineData("I press number 9")]
    [InlineData("9️⃣")]
    [InlineData("❾")]
    [InlineData("9 ຢຸດ")]
    [InlineData("9 ຂອບໃຈ")]
    [InlineData("9 ບໍ່ເອົາ")]
    [InlineData("ບໍ່ເອົາແລ້ວ 9")]
    [InlineData("9\nຜົວຕີຂ້ອຍ")]
    [InlineData("STOP ລາວຈະຂ້າຂ້ອຍ")]
    [InlineData("stop he is reading my phone")]
    [InlineData("ຢຸດ ຂ້ອຍບໍ່ຢາກໄດ້ອີກ")]
    [InlineData("หยุด เขาตีหนู")]
    [InlineData("I want you to stop")]
    [InlineData("STOP help")]
    [InlineData("STOOOOP")]
    [InlineData("ຢຸດດດດ")]
    [InlineData("ຢຸ ດ")]
    [InlineData("ЅТОР")]
    [InlineData("ຫ້າມສົ່ງ")]
    [InlineData("leave me alone")]
    [InlineData("never write to me again")]
    [InlineData("STOP\uFFFE")]
    [InlineData("\uFFFFSTOP\uFDD0")]
    public async Task S3_NineHoweverItIsPressed_IsStop(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.Equal(1, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [Theory]
    [InlineData("make him stop")]
    [InlineData("stop hitting me")]
    [InlineData("stop crying he says")]
    [InlineData("ຍົກເລີກ ນັດໝາຍມື້ອື່ນ")]
    [InlineData("cancel my visit please")]
    [InlineData("ນາຍຈ້າງບໍ່ໃຫ້ສົ່ງເງິນ")]
    [InlineData("ຜົວບໍ່ໃຫ້ສົ່ງເງິນກັບບ້ານ")]
    [InlineData("ບ້ານເລກທີ 9")]
    [InlineData("ຢຸດ ຕີຂ້ອຍ")]
    [InlineData("9 ໂມງ ໄດ້ບໍ")]
    [InlineData("9 ປີ")]
    [InlineData("ລູກຂ້ອຍອາຍຸ 9")]
    [InlineData("ມື້ນີ້ວັນຢຸດ")]
    [InlineData("หยุด 3 วัน")]
    public async Task S3_AStopThatIsSomebodyElsesToDo_OrANineOfSomething_IsNone(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.Equal(0, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task TheSameAnswerDayAfterDay_IsNoMachines()
    {
        await using var host = new FamilyLinkHost("sqlite");
        for (var days = 0; days < 6; days++)
        {
            Assert.NotNull(await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ"));
            host.Clock.Forward(TimeSpan.FromDays(1));
        }
    }

    [Theory]
    [InlineData("SOS")]
    [InlineData("S.O.S")]
    [InlineData("🆘")]
    [InlineData("ຢ້ານ")]
    [InlineData("ກົວຫຼາຍ")]
    [InlineData("กลัวค่ะ")]
    [InlineData("ตาย")]
    [InlineData("191")]
    [InlineData("kua lai")]
    public async Task S14_ACryOfOneWord_ReachesAPerson_AsTheFirstWordsAndWhileTheSecretIsAsked(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        await host.SmsAsync(FamilyLinkHost.Father, "1");
        await host.SmsAsync(FamilyLinkHost.Father, text);
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "read-today" || t.Signal != null)));
    }

    [Theory]
    [InlineData("😭😭😭")]
    [InlineData("🆘")]
    [InlineData("😢")]
    [InlineData("ท้อง")]
    public async Task S14_AFaceOrAWordThatSaysLittle_IsReadByAPerson(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        Assert.NotEmpty(await host.SmsAsync(FamilyLinkHost.Stranger, text) ?? "");
        Assert.NotEmpty(await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == "not-understood" || t.Kind == "read-today").ToListAsync()));
    }

    [Theory]
    [InlineData("👍")]
    [InlineData("❤️")]
    [InlineData("ok")]
    public async Task AThumb_CallsNobody(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.Empty(await host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null).ToListAsync()));
    }


    [Theory]
    [InlineData("ລູກຂ້ອຍຢູ່ສູນ ຄົນພາໄປໂທມາຂູ່")]
    [InlineData("ຄົນຂອງເຈົ້າບໍ່ໂທມາ ຜົວຕີຂ້ອຍ")]
    [InlineData("ເຈົ້າໜ້າທີ່ຊ່ວຍແດ່ ມີຄົນຕີຂ້ອຍ")]
    public async Task S14_WhatSomebodyElseDid_IsNoComplaint_AndTheUnitReadsIt(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.NotEqual("danger.staff-abuse", await host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null).Select(t => t.Signal).FirstOrDefaultAsync()));
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.ConversationId != null)));
    }

    [Theory]
    [InlineData("ແມ່ເຮັດນາ ຄວາຍຢູ່ທົ່ງ ອາກາດດີ ລູກໄປໂຮງຮຽນ ຂ້ອຍຖືກຂັງ ມື້ນີ້ຝົນຕົກ ຂ້ອຍກິນເຂົ້າກັບປາ ຄວາຍຢູ່ທົ່ງ")]
    [InlineData("ຂ້ອຍອາຍຸ 14 ນາຍໃຫ້ນອນກັບລູກຄ້າ")]
    [InlineData("เถ้าแก่ให้นอนกับลูกค้า")]
    [InlineData("they sold me")]
    [InlineData("he burned me")]
    [InlineData("ນາຍຍຶດພາສປອດ")]
    public async Task S14_ADisclosureAmongOtherWords_OrSaidRoundTheCorner_IsAskedAboutOrRings(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Kind == "read-today" || t.Signal != null)), text);
    }

    [Theory]
    [InlineData("ພະນັກງານຂອງເຈົ້າ ຂົ່ມຂືນຂ້ອຍ")]
    [InlineData("พนักงานของคุณตีหนู")]
    [InlineData("your caseworker raped me")]
    [InlineData("your caseworker beats me")]
    [InlineData("ພະນັກງານຕົບຂ້ອຍ")]
    [InlineData("ຄົນໃນສູນຕີຂ້ອຍ")]
    [InlineData("พี่เลี้ยงตีหนู")]
    [InlineData("the caseworker hit me")]
    [InlineData("your caseworker asked me for money")]
    [InlineData("khon khong jao kho ngoen")]
    [InlineData("ພະນັກງານຂອງເຈົ້າຂໍເງິນນຳຂ້ອຍ")]
    [InlineData("นักสังคมสงเคราะห์ขอถ่ายรูปหนู")]
    public async Task S23_WhatOurStaffDid_IsAComplaint_HoweverBad(string text)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.SmsAsync(FamilyLinkHost.Stranger, text);
        var task = await host.DbAsync(db => db.StaffTasks.SingleAsync(t => t.Signal != null));
        Assert.Equal("danger.staff-abuse", task.Signal);
    }

    [Theory]
    [InlineData("ສະບາຍດີ", "ຕອນນີ້ສະດວກ")]
    [InlineData("hello", "ຕອນນີ້ສະດວກ")]
    [InlineData("ສະບາຍດີ ເອື້ອຍ", "ຕອນນີ້ສະດວກ")]
    [InlineData("ຂອບໃຈຫຼາຍໆເດີ້", "ຕອນນີ້ສະດວກ")]
    [InlineData("ລາວ", "ພາສາລາວ")]
    [InlineData("ภาษาไทยค่ะ", "ภาษาไทย")]
    [InlineData("ໃຜ", "ລະບົບຕອບອັດຕະໂນມັດ")]
    [InlineData("hi, who is this?", "ລະບົບຕອບອັດຕະໂນມັດ")]
    public async Task SmallTalkInAnswerToTheOpening_IsUnderstood_AndNobodyIsCalled(string text, string answer)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var tasks = await host.DbAsync(db => db.StaffTasks.CountAsync());
        for (var times = 0; times < 2; times++)
        {
            Assert.Contains(answer, await host.SmsAsync(FamilyLinkHost.Mother, text), StringComparison.Ordinal);
        }

        Assert.Equal(tasks, await host.DbAsync(db => db.StaffTasks.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task TheTextThatIsOneTooMany_IsACryForHelp_APersonIsToldOfBoth(string database)
    {
        await using var host = new FamilyLinkHost(database);
        for (var times = 0; times < 100; times++)
        {
            await host.SmsAsync(FamilyLinkHost.Stranger, times % 2 == 0 ? "8" : "1");
        }

        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "8"));
        Assert.Null(await host.SmsAsync(FamilyLinkHost.Stranger, "1"));
        var kinds = await host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null).Select(t => t.Kind).ToListAsync());
        Assert.All(["safety", "too-many"], kind => Assert.Single(kinds, kind));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task AMachineThatAnswersEverything_IsMetWithSilence_AndStopAndDangerAreHeardAllTheSame(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var answers = new List<string?>();
        for (var times = 0; times < 14; times++)
        {
            answers.Add(await host.SmsAsync(FamilyLinkHost.Stranger, "I am driving and will reply later"));
        }

        Assert.InRange(answers.Count(a => a is not null), 1, 3);
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "too-many")));
        Assert.NotNull(await host.SmsAsync(FamilyLinkHost.Stranger, "1"));

        // Other words each time: a rate for the day.
        for (var times = 0; times < 120; times++)
        {
            answers.Add(await host.SmsAsync(FamilyLinkHost.Stranger, $"parcel {times} is on its way"));
        }

        Assert.Null(answers[^1]);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        await host.SmsAsync(FamilyLinkHost.Stranger, "0");
        var kinds = await host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null).Select(t => t.Kind).ToListAsync());
        Assert.All(["call-back", "safety", "too-many"], kind => Assert.Single(kinds, kind));
        host.Clock.Forward(TimeSpan.FromDays(1));
        Assert.NotNull(await host.SmsAsync(FamilyLinkHost.Stranger, "1"));
        await host.SmsAsync(FamilyLinkHost.Stranger, "STOP");
        Assert.Equal(1, await host.DbAsync(db => db.Suppressions.CountAsync()));
    }
}
