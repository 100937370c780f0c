using FamilyLink.Data.Court;
using FamilyLink.Data.Messages;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Features.CourtUpdates;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Tests.Features.Court;

/// <summary>The steps of a court outcome, each through the code that the console's pages call.</summary>
internal static class CourtHost
{
    public const string Caseworker = "caseworker@demo.local";
    public const string Approver = "approver@demo.local";
    public const string Second = "second@demo.local";
    public const string ReturnedCode = "150963";
    public const string Convicted = "ອີກຝ່າຍໜຶ່ງມີຄວາມຜິດ";
    public const string Acquitted = "ບໍ່ມີຄວາມຜິດ";

    /// <summary>Moves the clock to an hour of the site's day, a day on.</summary>
    public static void ToHour(this FamilyLinkHost host, int hour)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(host.Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Vientiane"));
        host.Clock.Forward(local.Date.AddDays(1).AddHours(hour) - local);
    }

    public static Task<Guid> CaseIdAsync(this FamilyLinkHost host, string code) => host.DbAsync(db => db.Cases.Where(c => c.Code == code).Select(c => c.Id).SingleAsync());

    public static async Task<CourtEntry> KnownAsync(this FamilyLinkHost host, string code, CourtStage stage, CourtOutcome outcome, string source = "BLACK 12/2562")
    {
        var (id, staff) = (await host.CaseIdAsync(code), await host.StaffAsync(Caseworker));
        return await host.ScopedAsync<CourtRecord, CourtEntry>(record =>
            record.AddAsync(id, new CourtLine(stage, outcome, CourtDate.NotKnown, source), staff, CancellationToken.None));
    }

    public static async Task<Guid> WrittenAsync(this FamilyLinkHost host, CourtEntry entry, Guid contact, string? freeText = null, string? second = null, string? secondFree = null, Guid? notice = null)
    {
        var staff = await host.StaffAsync(Caseworker);
        var form = new CourtUpdateForm(entry.Id, contact, ["court.next-ask"], freeText, "ນາງ ຄຳ", second, secondFree);
        return (await host.ScopedAsync<CourtUpdateService, Notice>(service => service.WriteAsync(notice, form, staff, CourtUpdateService.DefaultLife, CancellationToken.None))).Id;
    }

    public static Task<ApprovableNotice> ReadAsync(this FamilyLinkHost host, Guid notice) =>
        host.DbAsync(async db => (await host.Service<ApprovalDigest>().ReadAsync(db, notice, host.Now, CancellationToken.None))!);

    public static async Task ApprovedAsync(this FamilyLinkHost host, Guid notice, params string[] by)
    {
        foreach (var email in by.Length > 0 ? by : [Approver, Second])
        {
            var (staff, read) = (await host.StaffAsync(email), await host.ReadAsync(notice));
            await host.ScopedAsync<ApprovalService, int>(async service =>
            {
                await service.ApproveAsync(notice, staff, email is Approver or Second, read.Digest, CancellationToken.None);
                return 0;
            });
        }
    }

    /// <summary>An outcome known, written to the person it is about, and approved by two.</summary>
    public static async Task<Guid> SealedUpdateAsync(this FamilyLinkHost host, CourtStage stage, CourtOutcome outcome, string code = "FL-0004", string? freeText = null, Guid? to = null)
    {
        var entry = await host.KnownAsync(code, stage, outcome);
        var notice = await host.WrittenAsync(entry, to ?? await host.ContactAsync(code), freeText);
        await host.ApprovedAsync(notice);
        return notice;
    }

    public static Task<OutboundMessage> MessageAsync(this FamilyLinkHost host, Guid notice) =>
        host.DbAsync(db => db.OutboundMessages.AsNoTracking().Where(m => m.CauseId == notice && m.CauseKind == "court-update").OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).FirstAsync());

    public static Task<NoticeState> StateAsync(this FamilyLinkHost host, Guid notice) => host.DbAsync(db => db.Set<Notice>().Where(n => n.Id == notice).Select(n => n.State).SingleAsync());

    public static Task<CourtUpdate> UpdateAsync(this FamilyLinkHost host, Guid notice) => host.DbAsync(db => db.Set<CourtUpdate>().AsNoTracking().SingleAsync(u => u.NoticeId == notice));

    public static Task<int> TasksAsync(this FamilyLinkHost host, string kind) => host.DbAsync(db => db.StaffTasks.CountAsync(t => t.Kind == kind));

    public static Task SaysAsync(this FamilyLinkHost host, string caseCode, ConsentVoice voice, ConsentDecision decision, Guid contact, ConsentKind kind = ConsentKind.Consent, Guid? caregiver = null, int days = 365) => host.SaveAsync(async db =>
    {
        db.Consents.Add(new Consent
        {
            CaseId = await db.Cases.Where(c => c.Code == caseCode).Select(c => c.Id).SingleAsync(),
            ContactId = contact,
            Purpose = ConsentPurpose.CourtUpdates,
            Voice = voice,
            Kind = kind,
            Decision = decision,
            CaregiverContactId = caregiver,
            ExplainedBy = await db.Users.Where(u => u.Email == Caseworker).Select(u => u.Id).SingleAsync(),
            Language = "lo",
            WordingVersion = "t",
            GivenAt = host.Now,
            ExpiresAt = host.Now.AddDays(days),
        });
    });
}
