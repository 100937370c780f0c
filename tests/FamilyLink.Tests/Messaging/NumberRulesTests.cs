using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs.Understanding;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Features.Inbox;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>Whoever holds a phone reads what comes to it: what one of the contacts on a number agreed or suffers counts for all of them.</summary>
public sealed class NumberRulesTests
{
    private const string CaredFor = "ຄົນດູແລ";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_AContactAddedAfterTheDuressWord_IsHeldBackToo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var other = await SharesHersAsync(host);
        await host.SaveAsync(db => db.Contacts.Where(c => c.Id == other).ExecuteUpdateAsync(c => c.SetProperty(x => x.HeldForDuressAt, host.Now)));
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        Assert.Equal((OutboundState.Waiting, "gate:duress"), await OpeningAsync(host));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S8_SomebodyElseOnTheNumberSaidThatItIsShared_NothingIsWrittenToIt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var other = await SharesHersAsync(host);
        await host.PolicyAsync(other, Channel.Voice, 0, 24, SharedPhone.Yes);
        await host.Dispatcher.DrainAsync(CancellationToken.None);

        var mother = await host.ContactAsync("FL-0001");
        Assert.False(await host.DbAsync(db => db.OutboundMessages.AnyAsync(m => m.ContactId == mother && m.Channel == Channel.Sms && m.State == OutboundState.Sent)));
        await host.SmsAsync(FamilyLinkHost.Mother, "1");
        Assert.DoesNotContain(CaredFor, await host.SmsAsync(FamilyLinkHost.Mother, FamilyLinkHost.MothersCode), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S1_SomebodyElseOnTheNumberIsSafeInTheEveningOnly_TheOpeningWaitsUntilThen(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var other = await SharesHersAsync(host);
        await host.PolicyAsync(other, Channel.Sms, 19, 20);
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal((OutboundState.Waiting, "gate:hours"), await OpeningAsync(host));

        // What they agreed to has ended: it asks for nothing more.
        await host.SaveAsync(db => db.SafeContactPolicies.Where(p => p.ContactId == other).ExecuteUpdateAsync(p => p.SetProperty(x => x.ExpiresAt, host.Now.AddMinutes(-1))));
        host.Clock.Forward(TimeSpan.FromDays(1));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        Assert.Equal(OutboundState.Sent, (await OpeningAsync(host)).Item1);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S19_WrongNumberSaidToACaseworker_QuarantinesIt_AndTheirTextsWait(string database)
    {
        foreach (var words in (string[])["ຜິດເບີ", "ຂ້ອຍບໍ່ແມ່ນຄົນທີ່ທ່ານຊອກ ຜິດເບີ", "wrong number"])
        {
            await using var host = new FamilyLinkHost(database);
            var (worker, id) = await InboxSteps.TalkAsync(host, FamilyLinkHost.Mother);
            Assert.NotNull(await host.SmsAsync(FamilyLinkHost.Mother, words));
            var mother = await host.ContactAsync("FL-0001");
            Assert.True(await host.DbAsync(db => db.ContactAddresses.AnyAsync(a => a.ContactId == mother && a.State == AddressState.Quarantined)), words);

            await InboxSteps.AnswerAsync(worker, id, "answer:shelter.not-jail:0");
            await host.Dispatcher.DrainAsync(CancellationToken.None);
            Assert.Equal((OutboundState.Waiting, "gate:quarantined"), Assert.Single(await InboxSteps.StaffAnswersAsync(host)));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S19_AnotherContactWithAQuarantinedNumber_WaitsUntilACaseworkerConfirmsIt(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "wrong number");
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var key = Guid.CreateVersion7();
        await worker.SendAsync($"/contacts/new?caseId={caseId}", null, ("Key", key.ToString()), ("Name", "Aunt"), ("Phone", FamilyLinkHost.Mother), ("Language", "lo"), ("Relation", "Sibling"), ("Country", "LA"));
        var address = await host.DbAsync(db => db.ContactAddresses.SingleAsync(a => a.ContactId == key));
        Assert.Equal(AddressState.Quarantined, address.State);

        await worker.SendAsync($"/contacts/{key}?caseId={caseId}", "ConfirmNumber", ("addressId", address.Id.ToString()));
        Assert.Equal(AddressState.Active, await host.DbAsync(db => db.ContactAddresses.Where(a => a.ContactId == key).Select(a => a.State).SingleAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_ACaseworkerTakesUpTheAlarm_ThePhoneReadsTheSameAsBefore(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        var before = await host.SmsAsync(FamilyLinkHost.SharedPhone, "2");
        var id = await InboxSteps.ConversationAsync(host, FamilyLinkHost.SharedPhone);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("the service goes on answering", await worker.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);

        Assert.Equal(before, await host.SmsAsync(FamilyLinkHost.SharedPhone, "2"));
        await worker.SendAsync($"/inbox/{id}", "Close", ("Outcome", "answered"));
        Assert.Equal(before, await host.SmsAsync(FamilyLinkHost.SharedPhone, "2"));
        host.Clock.Forward(TimeSpan.FromHours(8));
        Assert.Equal(before, await host.SmsAsync(FamilyLinkHost.SharedPhone, "2"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S7_DuressWordToACaseworker_NothingTellsThatSomebodyWasThere(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await InboxSteps.TalkAsync(host, FamilyLinkHost.SharedPhone);
        await host.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        host.Clock.Forward(TimeSpan.FromHours(8));
        var later = await host.SmsAsync(FamilyLinkHost.SharedPhone, "2");

        await using var plain = new FamilyLinkHost(database);
        await plain.SmsAsync(FamilyLinkHost.SharedPhone, "ດອກຈຳປາ");
        plain.Clock.Forward(TimeSpan.FromHours(8));
        Assert.Equal(await plain.SmsAsync(FamilyLinkHost.SharedPhone, "2"), later);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_ACodeBesideACryForHelp_IsKeptNowhere(string database)
    {
        await using var host = new FamilyLinkHost(database);
        string[] cries =
        [
            "739214 ຊ່ວຍແດ່ ເຂົາຢູ່ຂ້າງນອກ", "ຊ່ວຍແດ່ 7 3 9 2 1 4", "໗໓໙໒໑໔ ເຂົາຕີຂ້ອຍ", "739214 help", "739214ຊ່ວຍແດ່", "รหัสของฉันคือ 739 214 ช่วยด้วย เขาตีฉัน", "ຂ້ອຍສົ່ງ 739-214 ຊ່ວຍແດ່",
        ];
        foreach (var cry in cries)
        {
            foreach (var phone in (string[])[FamilyLinkHost.Mother, FamilyLinkHost.Stranger])
            {
                await host.SmsAsync(phone, "1");
                await host.SmsAsync(phone, cry);
            }
        }

        var kept = await host.DbAsync(async db =>
        {
            var encryptor = host.Service<FieldEncryptor>();
            var bodies = await db.InboundMessages.AsNoTracking().Join(db.Conversations, m => m.ConversationId, c => c.Id, (m, c) => new { m.Body, c.PersonKeyId }).ToListAsync();
            return bodies.ConvertAll(b => encryptor.DecryptIfKept(b.PersonKeyId, "message.body", b.Body)!);
        });
        Assert.Contains(kept, k => k.Contains("ຕີຂ້ອຍ", StringComparison.Ordinal));
        Assert.All(kept, k => Assert.DoesNotContain("739214", string.Concat(k.Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsDigit).Select(d => (char)('0' + char.GetNumericValue(d)))), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("he wants 500000 baht by tonight")]
    [InlineData("call 020 55550101 or +856 20 5555 0101")]
    [InlineData("ເຂົາໃຫ້ຂ້ອຍວັນລະ 300 ບາດ ຢູ່ຫ້ອງ 12")]
    public void SumsAndTelephoneNumbers_StayInACry(string words) => Assert.Equal(words, SecretForm.WithoutCodes(words, "•••"));

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_WhatOneAgencyHolds_AnotherDoesNotLetGo(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (holder, district, administrator) = (await host.StaffAsync("caseworker@demo.local"), await host.StaffAsync("district@demo.local"), await host.StaffAsync("admin@demo.local"));
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.HoldAsync(holder, CancellationToken.None); return 0; });
        await Assert.ThrowsAsync<NoticeRefusedException>(() => host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.ReleaseAsync(district, CancellationToken.None); return 0; }));
        Assert.True(await host.DbAsync(db => db.Set<Data.Notices.EmergencyHold>().AnyAsync(h => h.ReleasedAt == null)));
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.ReleaseAsync(administrator, CancellationToken.None); return 0; });
        Assert.False(await host.DbAsync(db => db.Set<Data.Notices.EmergencyHold>().AnyAsync(h => h.ReleasedAt == null)));
    }

    private static Task<(OutboundState, string?)> OpeningAsync(FamilyLinkHost host) => host.DbAsync(async db =>
    {
        var opening = await host.OpeningAsync("FL-0001");
        return (opening.State, opening.OutcomeCode);
    });

    // A contact of another case has the mother's number too.
    private static async Task<Guid> SharesHersAsync(FamilyLinkHost host)
    {
        var (mother, other) = (await host.ContactAsync("FL-0001"), await host.ContactAsync("FL-0005"));
        await host.SaveAsync(async db =>
        {
            var hers = await db.ContactAddresses.AsNoTracking().SingleAsync(a => a.ContactId == mother);
            db.ContactAddresses.Add(new() { ContactId = other, AddressHash = hers.AddressHash, Address = hers.Address, IsTelephone = true, ConfirmedAt = host.Now, AddedAt = host.Now });
        });
        return other;
    }
}
