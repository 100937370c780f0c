using System.Text.RegularExpressions;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Features.Cases;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>Finding a case among many: by filters, by part of a code, by a number, by a name as it sounds.</summary>
public sealed partial class CaseSearchTests
{
    private const string Worker = "caseworker@demo.local";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task List_OfMoreThanAPage_IsReadPageByPage_AndKeepsItsFilterInTheAddress(string database)
    {
        await using var host = new FamilyLinkHost(database);
        for (var i = 0; i < 120; i++)
        {
            await AddAsync(host, $"ZZ-{i:0000}", "Somebody", open: host.Now.AddMinutes(-i - 10_000));
        }

        var web = await ConsoleSession.SignInAsync(host, Worker);
        var first = await web.OpenAsync("/cases?mine=true&sort=code");
        Assert.Contains("125 cases. Page 1 of 3.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Previous page", first, StringComparison.Ordinal);
        Assert.Equal("FL-0001", Codes(first)[0]);
        Assert.Equal(50, Codes(first).Count);
        var second = await web.OpenAsync(Next().Match(first).Groups[1].Value);
        Assert.Contains("Page 2 of 3", second, StringComparison.Ordinal);
        Assert.Contains("href=\"/cases?mine=true&sort=code&p=3\"", second, StringComparison.Ordinal);
        var third = await web.OpenAsync("/cases?mine=true&sort=code&p=99");
        Assert.Equal(125, Codes(first).Concat(Codes(second)).Concat(Codes(third)).Distinct().Count());

        // The newest first, unless by code.
        Assert.Equal("ZZ-0119", Codes(await web.OpenAsync("/cases?p=3"))[^1]);
        Assert.Contains("Page 1 of 3", await web.OpenAsync("/cases?p=-7&sort=%25&mine=maybe"), StringComparison.Ordinal);

        // A search goes on by its form, and its words stand in no address.
        var found = await web.PressedAsync("/cases?sort=code", "", ("q", "zz"));
        Assert.Contains("120 cases. Page 1 of 3.", found, StringComparison.Ordinal);
        Assert.Contains("formaction=\"/cases?sort=code&p=2\"", found, StringComparison.Ordinal);
        Assert.Equal("ZZ-0050", Codes(await web.PressedAsync("/cases?sort=code&p=2", "", ("q", "zz")))[0]);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Filters_ShowWhatIsToBeDone(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, Worker);
        Assert.Equal(["FL-0002"], Codes(await web.OpenAsync("/cases?approval=true")));

        var told = await host.NoticeAsync("FL-0001");
        await host.SaveAsync(async db =>
        {
            (await db.Set<FamilyLink.Data.Notices.Notice>().SingleAsync(n => n.Id == told)).PartsTold = 1;
            (await db.Cases.SingleAsync(c => c.Code == "FL-0005")).ClosedAt = host.Now;
            (await db.Cases.SingleAsync(c => c.Code == "FL-0004")).CaseworkerId = await host.StaffAsync("approver@demo.local");
        });
        Assert.Equal(["FL-0002", "FL-0003", "FL-0004"], Codes(await web.OpenAsync("/cases?untold=true&sort=code")));
        Assert.Equal(["FL-0002", "FL-0003"], Codes(await web.OpenAsync("/cases?untold=true&sort=code&mine=true")));
        Assert.Equal(["FL-0005"], Codes(await web.OpenAsync("/cases?closed=true")));
        Assert.DoesNotContain("FL-0005", await web.OpenAsync("/cases"), StringComparison.Ordinal);
        Assert.Equal(["FL-0005"], Codes(await web.OpenAsync("/cases?q=0005")));

        var mother = await host.ContactAsync("FL-0001");
        await host.PolicyAsync(mother, Channel.Sms, 8, 20, days: 10);
        Assert.Contains("FL-0001", Codes(await web.OpenAsync("/cases?ending=true")));
        await host.PolicyAsync(mother, Channel.Sms, 8, 20, days: 60);
        Assert.DoesNotContain("FL-0001", Codes(await web.OpenAsync("/cases?ending=true")));
        await ConsentAsync(host, host.Now, days: 20);
        Assert.Contains("FL-0001", Codes(await web.OpenAsync("/cases?ending=true")));
        await ConsentAsync(host, host.Now.AddSeconds(1), days: 200);
        Assert.DoesNotContain("FL-0001", Codes(await web.OpenAsync("/cases?ending=true")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task Code_IsFoundByAnyPart_HoweverItIsTyped(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, Worker);
        foreach (var written in (string[])["fl-0003", "FL0003", "0003", "L 00 03", "໐໐໐໓", "๐๐๐๓", "ＦＬ－０００３", "FL\u200B-00\u200B03", "fl–0003"])
        {
            Assert.Equal(["FL-0003"], Codes(await web.OpenAsync("/cases?q=" + Uri.EscapeDataString(written))));
            Assert.Equal(["FL-0003"], Codes(await web.PressedAsync("/cases", "", ("q", written))));
        }

        Assert.Equal(5, Codes(await web.OpenAsync("/cases?q=fl")).Count);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_Telephone_IsFoundHoweverItIsWritten_ByThoseWhoMaySeeTheCase(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, Worker);
        foreach (var written in (string[])["020 5555 0101", "+856 20 5555 0101", "8562055550101", "00856-20-5555-0101", "55550101", "໐໒໐ ໕໕໕໕ ໐໑໐໑", "020\u200B5555‑0101"])
        {
            Assert.Equal(["FL-0001"], Codes(await web.PressedAsync("/cases", "", ("q", written))));
        }

        foreach (var written in (string[])["081 555 0102", "+66815550102", "๐๘๑-๕๕๕-๐๑๐๒"])
        {
            Assert.Equal(["FL-0002"], Codes(await web.PressedAsync("/cases", "", ("q", written))));
        }

        Assert.Empty(Codes(await web.PressedAsync("/cases", "", ("q", "020 5555 0177"))));
        Assert.Empty(Codes(await web.PressedAsync("/cases", "", ("q", "020 5555 010"))));

        // In an address a number finds nothing, and another agency finds none of these by anything.
        Assert.Contains("An address holds part of a code only", await web.OpenAsync("/cases?q=8562055550101"), StringComparison.Ordinal);
        var district = await ConsoleSession.SignInAsync(host, "district@demo.local");
        foreach (var words in (string[])["020 5555 0101", "FL-0001", "Demo person"])
        {
            Assert.Empty(Codes(await district.PressedAsync("/cases", "", ("q", words))));
        }
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S20_AContactsName_FindsTheCase_ForItsAgencyAlone(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, Worker);
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0002").Select(c => c.Id).SingleAsync());
        var browser = await ConsoleBrowser.SignInAsync(host, Worker);
        await browser.SendAsync($"/contacts/new?caseId={caseId}", null, ("Key", Guid.CreateVersion7().ToString()), ("Name", "ປ້າ ວຽງສະຫວັນ"), ("Phone", "+8562055551234"), ("Country", "LA"), ("Language", "lo"), ("Relation", "Relative"));
        foreach (var written in (string[])["ວຽງສະຫວັນ", "Viengsavanh", "เวียงสะหวัน"])
        {
            Assert.Equal(["FL-0002"], Codes(await web.PressedAsync("/cases", "", ("q", written))));
        }

        var district = await ConsoleSession.SignInAsync(host, "district@demo.local");
        Assert.Empty(Codes(await district.PressedAsync("/cases", "", ("q", "ວຽງສະຫວັນ"))));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S20_Name_IsFoundByPartAndBySound_AcrossScripts_AndTheListShowsNone(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await AddAsync(host, "AA-1", "ນາງ ບຸນມີ ສີສຸກ");
        await AddAsync(host, "AA-2", "สมศักดิ์ แก้ว");
        await AddAsync(host, "AA-3", "Khamla Phonesavanh");
        var web = await ConsoleSession.SignInAsync(host, Worker);
        foreach (var (written, code) in ((string, string)[])
            [("ບຸນມີ", "AA-1"), ("ສີສຸ", "AA-1"), ("Bounmy", "AA-1"), ("bounmee", "AA-1"), ("Somsak", "AA-2"), ("ສົມສັກ", "AA-2"), ("Kaew", "AA-2"), ("ຄຳລາ", "AA-3"), ("คำหล้า", "AA-3"), ("KHAM", "AA-3"), ("savanh", "AA-3")])
        {
            var page = await web.PressedAsync("/cases", "", ("q", written));
            Assert.True(Codes(page).Contains(code), $"{written}: {string.Join(' ', Codes(page))}");
            Assert.True(Codes(page).Count == 1, $"{written}: {string.Join(' ', Codes(page))}");
            Assert.DoesNotContain("Phonesavanh", page, StringComparison.Ordinal);
        }

        Assert.Empty(Codes(await web.OpenAsync("/cases?q=Bounmy")));
    }

    [Fact]
    public async Task S20_WhatIsInVeryManyNames_IsFoundWithinAFilter_AndThePageSaysSo_AndOneAmongThemAtOnce()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var about = await host.DbAsync(db => db.Cases.AsNoTracking().SingleAsync(c => c.Code == "FL-0001"));
        await host.SaveAsync(db =>
        {
            for (var i = 0; i <= CaseSearch.MostNames; i++)
            {
                db.Cases.Add(new Case { Code = $"ZZ-{i:0000}", AgencyId = about.AgencyId, PersonKeyId = about.PersonKeyId, Name = about.Name, OpenedAt = host.Now });
            }

            return Task.CompletedTask;
        });
        var web = await ConsoleSession.SignInAsync(host, Worker);
        var everywhere = await web.PressedAsync("/cases", "", ("q", "Demo person"));
        Assert.Contains("part of more than 1000 names", everywhere, StringComparison.Ordinal);
        Assert.Empty(Codes(everywhere));
        Assert.Equal(5, Codes(await web.PressedAsync("/cases?mine=true", "", ("q", "Demo person"))).Count);
        Assert.Equal(["ZZ-1000"], Codes(await web.PressedAsync("/cases", "", ("q", "zz1000"))));

        // Read in with the next search, and renamed at once.
        await host.SaveAsync(db =>
        {
            var (encryptor, key) = (host.Service<FieldEncryptor>(), host.Service<FieldEncryptor>().NewKey());
            db.PersonKeys.Add(key);
            db.Cases.Add(new Case { Code = "ZZ-9000", AgencyId = about.AgencyId, PersonKeyId = key.Id, Name = encryptor.Encrypt(key.Id, "case.name", "ບົວພັນ ແກ້ວມະນີ"), OpenedAt = host.Now });
            return Task.CompletedTask;
        });
        Assert.Equal(["ZZ-9000"], Codes(await web.PressedAsync("/cases", "", ("q", "แก้วมะนี"))));
        Assert.Contains("ສີສຸວັນ", await web.PressedAsync($"/cases/{about.Id}/change", "Name", ("Sure", "true"), ("name", "ຄຳຫຼ້າ ສີສຸວັນ")), StringComparison.Ordinal);
        Assert.Equal(["FL-0001"], Codes(await web.PressedAsync("/cases", "", ("q", "khamla"))));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S21_AnySearch_IsCalm_AndLeavesAnEntryWithoutItsWords(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await ConsoleSession.SignInAsync(host, Worker);
        string[] all = ["x", "%", "_", "'", "\\", "ກ", "\u200B", "-", "+", "<script>", "😀", "\uD800", new string('9', 10_000), new string('ກ', 10_000)];
        foreach (var words in all)
        {
            Assert.Contains("No case found here.", await web.PressedAsync("/cases", "", ("q", words)), StringComparison.Ordinal);

            // What is longer than an address can be is refused before it comes here.
            Assert.Contains("No case found here.", await web.OpenAsync("/cases?q=" + Uri.EscapeDataString(words[..Math.Min(words.Length, 500)])), StringComparison.Ordinal);
        }

        var entries = await host.DbAsync(db => db.AuditEntries.Where(e => e.Action == "case.searched").ToListAsync());
        Assert.Equal(2 * all.Length, entries.Count);
        Assert.All(entries, e => Assert.Equal("found:0", e.Detail));
        Assert.All(entries, e => Assert.StartsWith("agency:", e.Subject, StringComparison.Ordinal));

        // Nothing written is nothing sought.
        Assert.Equal(5, Codes(await web.PressedAsync("/cases", "", ("q", "  "))).Count);
        Assert.Equal(2 * all.Length, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "case.searched")));
    }

    private static IReadOnlyList<string> Codes(string page) => [.. Code().Matches(page).Select(m => m.Groups[1].Value)];

    private static Task AddAsync(FamilyLinkHost host, string code, string name, DateTime? open = null) => host.SaveAsync(async db =>
    {
        var encryptor = host.Service<FieldEncryptor>();
        var key = encryptor.NewKey();
        db.PersonKeys.Add(key);
        db.Cases.Add(new Case
        {
            Code = code,
            AgencyId = await db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.AgencyId).SingleAsync(),
            CaseworkerId = await host.StaffAsync(Worker),
            PersonKeyId = key.Id,
            Name = encryptor.Encrypt(key.Id, "case.name", name),
            OpenedAt = open ?? host.Now,
        });
    });

    private static Task ConsentAsync(FamilyLinkHost host, DateTime at, int days) => host.SaveAsync(async db =>
    {
        db.Consents.Add(new Consent
        {
            CaseId = await db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync(),
            Purpose = ConsentPurpose.CourtUpdates,
            Voice = ConsentVoice.Caseworker,
            Kind = ConsentKind.Consent,
            Decision = ConsentDecision.Given,
            ExplainedBy = await host.StaffAsync(Worker),
            Language = "lo",
            WordingVersion = "2026-1",
            GivenAt = at,
            ExpiresAt = at.AddDays(days),
        });
    });

    [GeneratedRegex("<a href=\"/cases/[0-9a-f-]{36}\">([^<]+)</a>")]
    private static partial Regex Code();

    [GeneratedRegex("href=\"([^\"]*)\"[^>]*>Next page")]
    private static partial Regex Next();
}
