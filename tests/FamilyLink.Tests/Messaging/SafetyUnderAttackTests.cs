using System.Diagnostics;
using System.Net;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Features.Notices;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>
/// The safety invariants where somebody wants to break them, or breaks them without wanting to; each named with its number.
/// One file past 300 lines: the attacks are read beside one another.
/// </summary>
public sealed class SafetyUnderAttackTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [Theory]
    [InlineData("ກະລຸນາຢຸດ"), InlineData("ຂໍຢຸດແດ່ເດີ້"), InlineData("ຢຸດ ຢຸດ ຢຸດ"), InlineData("ຢຸດຕິດຕໍ່ຂ້ອຍ"), InlineData("หยุดเลย"), InlineData("ขอหยุด"), InlineData("stop now"), InlineData("opt out"), InlineData("9 9")]
    [InlineData("ขอยกเลิกได้ไหม"), InlineData("กรุณาหยุดครับ"), InlineData("Please STOP!!!"), InlineData("ຢ່າລົບກວນຂ້ອຍ"), InlineData("เลิกติดต่อได้แล้ว"), InlineData("stop stop"), InlineData("ຂໍເຊົາເດີ້"), InlineData("opt me out please"), InlineData("don't contact me again")]
    [InlineData("mother stop"), InlineData("we want stop"), InlineData("0 9"), InlineData("yout"), InlineData("pho laeo"), InlineData("por laew"), InlineData("mai tong song laew"), InlineData("baw tong xong ma"), InlineData("boh yak hap"), InlineData("stop your messages"), InlineData("leurk song"), InlineData("yok loek")]
    [InlineData("ສະຕັອບ"), InlineData("สต๊อป"), InlineData("ສະຕອບ ແດ່")]
    public void S3_StopHoweverItIsSaid_IsStop(string words)
    {
        var read = ControlWords.Read(words);
        Assert.True(read is { Intent: Intent.Stop } or { Digit: '9' }, words);
    }

    [Theory]
    [InlineData("don't stop"), InlineData("do not stop sending"), InlineData("please don't stop"), InlineData("ຢ່າຢຸດ"), InlineData("อย่าหยุดส่งนะ"), InlineData("ບໍ່ຢາກໃຫ້ຢຸດ"), InlineData("ວັນຢຸດແມ່ນມື້ໃດ"), InlineData("make him stop hitting me"), InlineData("9 8"), InlineData("the bus stop is far")]
    [InlineData("stop the wedding"), InlineData("stop my husband"), InlineData("bus stop number 9"), InlineData("last bus stop"), InlineData("make it stop"), InlineData("he won't stop"), InlineData("pho laeo ma ha luk"), InlineData("we sit in row 9"), InlineData("song laew")]
    public void S3_WordsThatAskForNoStop_AreNone(string words)
    {
        var read = ControlWords.Read(words);
        Assert.False(read is { Intent: Intent.Stop } or { Digit: '9' }, words);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_AskedNotToStop_TheServiceGoesOn(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var words in (string[])["don't stop", "please don't stop sending me messages", "ຢ່າຢຸດສົ່ງຂໍ້ຄວາມເດີ້", "อย่าเพิ่งหยุดส่งนะ"])
        {
            await host.SmsAsync(FamilyLinkHost.Mother, words);
        }

        Assert.False(await host.DbAsync(db => db.Suppressions.AnyAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_S14_StopBecauseSomebodyReadsThePhone_StopsAndIsReadToday(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var number = 1;
        foreach (var words in (string[])["ຢ່າໂທມາເບີນີ້ ຜົວຈະເຫັນ", "อย่าส่งมา ผัวอ่านมือถือ", "stop, my husband reads this phone"])
        {
            var from = $"+856205555077{number++}";
            await host.SmsAsync(from, words);
            var talk = await Features.Inbox.InboxSteps.ConversationAsync(host, from);
            Assert.True(await host.DbAsync(db => db.Suppressions.AnyAsync(s => db.Conversations.Any(c => c.Id == talk && c.AddressHash == s.AddressHash))), words);
            Assert.True(await host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.ConversationId == talk && t.Kind == "read-today")), words);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_StartOnASharedPhone_UndoesNobodyElsesStop_AndACaseworkerNeedsFreshConsent(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (mother, returned) = (await host.ContactAsync("FL-0001"), await host.ContactAsync("FL-0004"));
        await host.SaveAsync(async db =>
        {
            var hers = await db.ContactAddresses.AsNoTracking().FirstAsync(a => a.ContactId == mother && a.IsTelephone);
            db.Add(new ContactAddress { ContactId = returned, AddressHash = hers.AddressHash, Address = hers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
        });
        await host.SmsAsync(FamilyLinkHost.Mother, "ຢຸດ");
        await host.SmsAsync(FamilyLinkHost.Mother, "ເລີ່ມ");
        Assert.Equal(2, await host.DbAsync(db => db.Contacts.CountAsync(c => (c.Id == mother || c.Id == returned) && c.OptedOutAt != null)));
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == "asked-to-start-again")));

        var caseId = await host.DbAsync(db => db.CaseContacts.Where(l => l.ContactId == mother).Select(l => l.CaseId).FirstAsync());
        var page = $"/contacts/{mother}?caseId={caseId}";
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("what they have agreed to since", await worker.SendAsync(page, "Reopen", ("caseId", caseId.ToString())), StringComparison.Ordinal);
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.SaveAsync(async db =>
        {
            var yes = await db.Consents.AsNoTracking().FirstAsync(c => c.ContactId == mother && c.Decision == ConsentDecision.Given);
            db.Consents.Add(new Consent { CaseId = caseId, ContactId = mother, Purpose = yes.Purpose, Voice = ConsentVoice.Contact, Kind = ConsentKind.Consent, Decision = ConsentDecision.Given, ExplainedBy = yes.ExplainedBy, Language = "lo", WordingVersion = "t", GivenAt = host.Now, ExpiresAt = host.Now.AddYears(1) });
        });
        await worker.SendAsync(page, "Reopen", ("caseId", caseId.ToString()));
        Assert.Equal([returned], await host.DbAsync(db => db.Contacts.Where(c => c.OptedOutAt != null).Select(c => c.Id).ToListAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_ANumberThatSaidStopBeforeItWasOnFile_IsShownAsStopped(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຢຸດ");
        var mother = await host.ContactAsync("FL-0001");
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.DoesNotContain("asked to hear nothing more", await worker.ReadAsync($"/contacts/{mother}"), StringComparison.Ordinal);
        await host.SaveAsync(async db =>
        {
            var hers = await db.ContactAddresses.FirstAsync(a => a.ContactId == mother && a.IsTelephone);
            db.Add(new ContactAddress { ContactId = mother, AddressHash = await db.Suppressions.Select(s => s.AddressHash).SingleAsync(), Address = hers.Address, IsTelephone = true, AddedAt = host.Now, ConfirmedAt = host.Now });
        });
        Assert.Contains("asked to hear nothing more", await worker.ReadAsync($"/contacts/{mother}"), StringComparison.Ordinal);
        Assert.Contains("what they have agreed to since", await worker.SendAsync($"/contacts/{mother}", "Reopen"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_AFloodFromOneNumber_IsOneAlarmASign_AndHidesNobodyElse(string database)
    {
        await using var host = new FamilyLinkHost(database);
        for (var i = 0; i < 40; i++)
        {
            await host.SmsAsync("+8562055557001", $"ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ {i}");
        }

        await host.SmsAsync("+8562055557002", "ຊ່ວຍແດ່ ລາວຕີຂ້ອຍ");
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Signal != null && t.DoneAt == null)));
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        foreach (var id in await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.ConversationId).ToListAsync()))
        {
            Assert.Contains($"/inbox/{id}", await worker.ReadAsync("/inbox"), StringComparison.Ordinal);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_DangerAgain_HoursAfterTheAlarmWasTaken_RingsAnew(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync("+8562055557001", "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ");
        await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).ExecuteUpdateAsync(t => t.SetProperty(x => x.ClaimedAt, host.Now).SetProperty(x => x.ClaimedBy, Guid.NewGuid())));
        await host.SmsAsync("+8562055557001", "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ ອີກ");
        Assert.Equal(1, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Signal != null)));
        host.Clock.Forward(TimeSpan.FromHours(3));
        await host.SmsAsync("+8562055557001", "ຊ່ວຍແດ່ ຜົວຕີຂ້ອຍ ອີກ");
        Assert.Equal(2, await host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Signal != null)));
    }

    [Theory]
    [InlineData("wrong nr"), InlineData("ລາວບໍ່ໃຊ້ເບີນີ້ແລ້ວ"), InlineData("เขาไม่ได้ใช้เบอร์นี้แล้ว"), InlineData("she no longer uses this number")]
    public void S19_ANumberThatIsNotTheirsAnyMore_IsAWrongNumber(string words) => Assert.Equal(Intent.WrongNumber, ControlWords.Read(words).Intent);

    [Fact]
    public void S19_WordsThatOnlySoundLikeAWrongNumber_AreNone() => Assert.All(
        (string[])["ຂ້ອຍບໍ່ແມ່ນຄົນໄທ", "ສົ່ງເງິນຜິດບັນຊີ", "ສົ່ງຜິດບັນຊີແລ້ວ", "เขาไม่ใช่คนที่ทำ"],
        words => Assert.Equal(Intent.None, ControlWords.Read(words).Intent));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S19_WrongNumberInAnyState_IsQuarantined_AndAStrangerReadsTheSame(string database)
    {
        foreach (var words in (string[])["ຜິດເບີແລ້ວ", "you have the wrong number", "ผิดเบอร์ค่ะ"])
        {
            await using var host = new FamilyLinkHost(database);
            await host.SmsAsync(FamilyLinkHost.Mother, "2");
            await host.SmsAsync(FamilyLinkHost.Stranger, "2");
            Assert.Equal(await host.SmsAsync(FamilyLinkHost.Stranger, words), await host.SmsAsync(FamilyLinkHost.Mother, words));
            var mother = await host.ContactAsync("FL-0001");
            Assert.True(await host.DbAsync(db => db.ContactAddresses.AnyAsync(a => a.ContactId == mother && a.State == AddressState.Quarantined)), words);
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_AConversationThatWeOpened_IsNotOneInWhichTheyWrote(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var mother = await host.DbAsync(async db => await db.Conversations.SingleAsync(c => db.ContactAddresses.Any(a => a.AddressHash == c.AddressHash && a.ContactId == host.ContactAsync("FL-0001").Result)));
        Assert.True(mother.LastInboundAt < host.Now.AddYears(-1));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_HeldByAnApprover_IsNotReleasedByTheWriterAlone(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var notice = await host.NoticeAsync("FL-0001");
        var (approver, writer) = (await host.StaffAsync("approver@demo.local"), await host.DbAsync(db => db.Set<Notice>().Where(n => n.Id == notice).Select(n => n.WrittenBy).SingleAsync()));
        await host.ScopedAsync<NoticeService, int>(async service => { await service.HoldAsync(notice, approver, true, CancellationToken.None); return 0; });
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ScopedAsync<NoticeService, int>(async service => { await service.HoldAsync(notice, writer, false, CancellationToken.None); return 0; }));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S3_AfterStop_TheAnswerToWhatTheyAskThen_MayLeave_AndOneFromBeforeMayNot(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "1");
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຢຸດ");
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.SmsAsync(FamilyLinkHost.Stranger, "2");
        var stopped = await host.DbAsync(db => db.Suppressions.Select(s => s.Since).SingleAsync());
        await host.SaveAsync(async db =>
        {
            // As a chat channel's replies wait whose connector was not there.
            foreach (var row in await db.OutboundMessages.Where(m => m.Purpose == OutboundPurpose.Reply && m.CreatedAt != stopped).ToListAsync())
            {
                (row.State, row.LeasedBy, row.LeasedUntil, row.OutcomeCode) = (OutboundState.Waiting, null, null, null);
            }
        });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        var after = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.Purpose == OutboundPurpose.Reply && m.CreatedAt != stopped).OrderBy(m => m.CreatedAt).ToListAsync());
        Assert.Equal([(OutboundState.Cancelled, "gate:opted-out"), (OutboundState.Sent, null)], after.ConvertAll(m => (m.State, m.OutcomeCode)));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S4_S7_S12_AReplyThatTellsPartOfANotice_AndHadToWait_LeavesOnlyWhileItMayBeTold(string database)
    {
        foreach (var (change, code) in ((string, string?)[])[("nothing", null), ("held", "gate:held"), ("duress", "gate:duress")])
        {
            await using var host = new FamilyLinkHost(database);
            var (notice, mother) = (await host.NoticeAsync("FL-0001"), await host.ContactAsync("FL-0001"));
            await host.SmsAsync(FamilyLinkHost.Mother, "1");
            Assert.Contains(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
            var reply = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Purpose == OutboundPurpose.Reply && m.CauseId == notice));
            await host.SaveAsync(async db =>
            {
                // As a chat channel's reply waits whose connector was not there.
                var row = await db.OutboundMessages.SingleAsync(m => m.Id == reply.Id);
                (row.State, row.LeasedBy, row.LeasedUntil) = (OutboundState.Waiting, null, null);
                (await db.Set<Notice>().SingleAsync(n => n.Id == notice)).State = change == "held" ? NoticeState.Held : NoticeState.Approved;
                (await db.Contacts.SingleAsync(c => c.Id == mother)).HeldForDuressAt = change == "duress" ? host.Now : null;
            });
            await host.Dispatcher.DrainAsync(CancellationToken.None);
            var after = await host.DbAsync(db => db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == reply.Id));
            Assert.Equal((code is null ? OutboundState.Sent : OutboundState.Cancelled, code), (after.State, after.OutcomeCode));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_SecondApprovalStored_ProcessEndedBeforeItWasSealed_IsSealedLater(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var notice = await host.NoticeAsync("FL-0001");
        await host.SaveAsync(async db =>
        {
            // As it is when the process ends between the approval and the seal.
            (await db.Set<Notice>().SingleAsync(n => n.Id == notice)).State = NoticeState.InReview;
            await db.OutboundMessages.Where(m => m.CauseId == notice).ExecuteDeleteAsync();
        });
        await host.ScopedAsync<ApprovalService, int>(async service => { await service.SealApprovedAsync(CancellationToken.None); return 0; });
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await host.OpeningAsync("FL-0001")).State);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S21_EntriesCutOffTheEnd_OrAChainMadeAnew_DoNotFitTheCheckpoints(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        host.Clock.Forward(TimeSpan.FromMinutes(2));
        await host.Service<AuditCheckpoints>().WriteAsync(CancellationToken.None);
        Assert.Equal(0, await VerifyAuditCommand.RunAsync(host.Services, TextWriter.Null, CancellationToken.None));

        await host.DbAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(database == "sqlite" ? "DROP TRIGGER audit_entries_no_delete" : "DROP TRIGGER audit_entries_append_only ON audit_entries");
            return await db.Database.ExecuteSqlRawAsync("DELETE FROM audit_entries WHERE sequence > (SELECT MAX(sequence) - 3 FROM audit_entries)");
        });
        var said = new StringWriter();
        Assert.Equal(1, await VerifyAuditCommand.RunAsync(host.Services, said, CancellationToken.None));
        Assert.Contains("is gone", said.ToString(), StringComparison.Ordinal);
        File.Delete(Path.Combine(host.DataDirectory, "audit-checkpoints.txt"));
        Assert.Equal(1, await VerifyAuditCommand.RunAsync(host.Services, TextWriter.Null, CancellationToken.None));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S21_AnEntryChanged_AndTheChainComputedAnewWithoutTheKey_DoesNotVerify(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Null((await host.DbAsync(db => AuditChain.VerifyAsync(db, CancellationToken.None))).Broken);
        var last = await host.DbAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(database == "sqlite" ? "DROP TRIGGER audit_entries_no_update" : "DROP TRIGGER audit_entries_append_only ON audit_entries");
            var entry = await db.AuditEntries.AsNoTracking().OrderByDescending(e => e.Sequence).FirstAsync();
            var forged = AuditEntry.Following(entry.Sequence - 1, entry.Previous, new AuditFact("service", entry.Action, entry.Subject, "forged"), entry.At, new AuditKey(() => new byte[32]));
            await db.AuditEntries.Where(e => e.Sequence == entry.Sequence)
                .ExecuteUpdateAsync(e => e.SetProperty(x => x.Actor, forged.Actor).SetProperty(x => x.Detail, forged.Detail).SetProperty(x => x.Hash, forged.Hash));
            return entry.Sequence;
        });
        Assert.Equal(last, (await host.DbAsync(db => AuditChain.VerifyAsync(db, CancellationToken.None))).Broken);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S20_KeyRingGone_TheServiceSaysWhereItWasExpected_AndDoesNotStart(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.Null(await host.Service<KeyRing>().ProblemAsync(CancellationToken.None));
        var keys = Path.Combine(host.DataDirectory, "keys");
        Directory.Move(keys, keys + "-away");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FamilyLink.dll"), "--urls", "http://127.0.0.1:0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["FamilyLink__DataDirectory"] = host.DataDirectory;
        start.Environment["Database__Provider"] = database == "postgres" ? "Postgres" : "Sqlite";
        start.Environment["ConnectionStrings__FamilyLink"] = host.Service<IConfiguration>().GetConnectionString("FamilyLink");
        using var process = Reaper.Start(start);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains(keys, said, StringComparison.Ordinal);
        Directory.Delete(keys, true);
        Directory.Move(keys + "-away", keys);
        Assert.Null(await host.Service<KeyRing>().ProblemAsync(CancellationToken.None));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S22_Erased_NothingOpensNorLeaves_TheNumberStaysSilent_AndTheTrailHolds(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var mother = await host.ContactAsync("FL-0001");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("Tick the box", await worker.SendAsync($"/contacts/{mother}", "Erase"), StringComparison.Ordinal);
        Assert.Contains("is erased", await worker.SendAsync($"/contacts/{mother}", "Erase", ("sure", "true")), StringComparison.Ordinal);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal(OutboundState.Cancelled, (await host.OpeningAsync("FL-0001")).State);
        Assert.DoesNotContain("Demo contact FL-0001", await worker.ReadAsync($"/contacts/{mother}"), StringComparison.Ordinal);
        var hash = host.Service<KeyedHasher>().OfAddress(Addresses.Telephone(FamilyLinkHost.Mother));
        Assert.Equal("erased", await host.DbAsync(db => db.Suppressions.Where(s => s.AddressHash == hash).Select(s => s.Reason).SingleAsync()));

        // Whoever writes from the number is a stranger, and START brings nothing back.
        await host.SmsAsync(FamilyLinkHost.Mother, "ເລີ່ມ");
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode) ?? "", StringComparison.Ordinal);
        Assert.True(await host.DbAsync(db => db.Suppressions.AnyAsync(s => s.AddressHash == hash)));
        Assert.Null((await host.DbAsync(db => AuditChain.VerifyAsync(db, CancellationToken.None))).Broken);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S22_TheRetentionClock_ErasesClosedCasesAndSilentStrangers_AndNobodyElse(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Stranger, "ສະບາຍດີ");
        await host.SaveAsync(async db => (await db.Cases.SingleAsync(c => c.Code == "FL-0002")).ClosedAt = host.Now);
        host.Clock.Forward(TimeSpan.FromDays(731));
        foreach (var work in host.Services.GetServices<FamilyLink.Messaging.Outbound.IDueWork>().OfType<FamilyLink.Features.Contacts.RetentionClock>())
        {
            await work.RunAsync(CancellationToken.None);
        }

        var (aunt, mother) = (await host.ContactAsync("FL-0002"), await host.ContactAsync("FL-0001"));
        Assert.Equal([true, false], await host.DbAsync(async db => new List<bool>
        {
            await db.PersonKeys.AnyAsync(k => k.Id == db.Contacts.Single(c => c.Id == aunt).PersonKeyId && k.ErasedAt != null),
            await db.PersonKeys.AnyAsync(k => k.Id == db.Contacts.Single(c => c.Id == mother).PersonKeyId && k.ErasedAt != null),
        }));
        Assert.Equal(2, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "contact.erased" || e.Action == "conversation.erased")));
    }

    [Fact]
    public async Task FormsFromAnotherSite_AreRefusedBeforeAnythingOfThemIsKept()
    {
        await using var host = new FamilyLinkHost("sqlite");
        foreach (var (header, value) in ((string, string)[])[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://elsewhere.example"), ("Origin", "null")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/staff") { Content = new FormUrlEncodedContent([KeyValuePair.Create("Email", "evil@elsewhere.example")]) };
            request.Headers.Add(header, value);
            using var answer = await host.Web.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain("evil@", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ACookieCopiedBeforeSigningOut_IsWorthNothingAfterIt()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (one, other) = (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"), await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/inbox"));
        await one.SignOutAsync();
        Assert.Equal(HttpStatusCode.Redirect, await other.StatusAsync("/inbox"));
    }
}
