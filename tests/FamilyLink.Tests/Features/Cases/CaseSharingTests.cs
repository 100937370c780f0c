using System.Globalization;
using System.Net;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.People;
using FamilyLink.Features.CheckIns;
using FamilyLink.Tests.Features.CheckIns;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>A case is seen by its own agency, and by another only as the person agreed: named, for a time, and taken back at once (S2, S23).</summary>
public sealed class CaseSharingTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_SharedWithTheDistrict_TheyLookAfterTheCheckIns_UntilThePersonSaysNoLonger(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var (own, district) = (await SignInAsync(stage, "caseworker@demo.local"), await SignInAsync(stage, "district@demo.local"));
        var other = await OtherAgencyAsync(stage);
        Assert.Equal(HttpStatusCode.NotFound, await district.StatusOfAsync($"/cases/{plan.CaseId}"));
        await AgreeAsync(own, plan, other, "Given");
        var last = stage.Host.Now.AddDays(60);
        Assert.Contains("Demo district office", await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, last, handOver: true)), StringComparison.Ordinal);

        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "2");
        (own, district) = (await SignInAsync(stage, "caseworker@demo.local"), await SignInAsync(stage, "district@demo.local"));
        Assert.Equal(other, await stage.Host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == CheckInHandler.NeedTask).Select(t => t.AgencyId).SingleAsync()));
        foreach (var staff in (ConsoleSession[])[own, district])
        {
            Assert.Contains("Needs something (check-in)", await staff.OpenAsync("/tasks"), StringComparison.Ordinal);
            Assert.Contains("FL-0004", await staff.OpenAsync("/check-ins"), StringComparison.Ordinal);
        }

        // Nothing of other cases, and no passing on.
        Assert.DoesNotContain("FL-0001</a>", await district.OpenAsync("/cases"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await district.StatusOfAsync($"/cases/{plan.CaseId}/share"));

        await AgreeAsync(own, plan, other, "Withdrawn");
        foreach (var path in (string[])[$"/cases/{plan.CaseId}", $"/contacts/{plan.ContactId}", $"/check-ins/{plan.Id}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await district.StatusOfAsync(path));
        }

        Assert.DoesNotContain("(check-in)", await district.OpenAsync("/tasks"), StringComparison.Ordinal);
        Assert.Contains("Needs something (check-in)", await own.OpenAsync("/tasks"), StringComparison.Ordinal);
        Assert.Null((await stage.PlanAsync()).AgencyId);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_AShareThatIsOver_ShowsNothingMore_AndItsCheckInsComeBack(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var own = await SignInAsync(stage, "caseworker@demo.local");
        var other = await OtherAgencyAsync(stage);
        await AgreeAsync(own, plan, other, "Given");
        await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, stage.Host.Now.AddDays(1), handOver: true));
        await stage.AskedAsync(1);
        await stage.Host.SmsAsync(CheckInStage.Person, "3");
        var district = await SignInAsync(stage, "district@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, await district.StatusOfAsync($"/cases/{plan.CaseId}"));
        Assert.DoesNotContain("Wants a call", await district.OpenAsync("/tasks"), StringComparison.Ordinal);
        Assert.NotEqual(other, await stage.Host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == CheckInHandler.CallTask).Select(t => t.AgencyId).SingleAsync()));

        // Shared again: the old one stays as a record, and only the new one holds.
        own = await SignInAsync(stage, "caseworker@demo.local");
        await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, stage.Host.Now.AddDays(10), handOver: false));
        Assert.Equal(HttpStatusCode.OK, await district.StatusOfAsync($"/cases/{plan.CaseId}"));
        Assert.Equal((2, 1), await stage.Host.DbAsync(async db => (await db.CaseShares.CountAsync(), await db.CaseShares.CountAsync(s => s.EndedAt == null))));
    }

    [Fact]
    public async Task S2_SharingIsPerAgency_AndNeedsThePersonsOwnYes()
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var own = await SignInAsync(stage, "caseworker@demo.local");
        var other = await OtherAgencyAsync(stage);
        var path = $"/cases/{plan.CaseId}/share";
        Assert.Contains("has not agreed to share this with any agency", await own.OpenAsync(path), StringComparison.Ordinal);
        Assert.Contains("has not agreed to share this with that agency", await own.PressedAsync(path, "", Fields(other, stage.Host.Now.AddDays(10), false)), StringComparison.Ordinal);
        Assert.Contains("Choose the agency", await own.PressedAsync(ContactPage(plan), "Consent", Consent(null, "Given")), StringComparison.Ordinal);

        // A yes to a third agency is no yes to this one.
        var third = new Agency { Name = "Third agency" };
        await stage.Host.SaveAsync(db =>
        {
            db.Agencies.Add(third);
            return Task.CompletedTask;
        });
        await AgreeAsync(own, plan, third.Id, "Given");
        Assert.Contains("has not agreed to share this with that agency", await own.PressedAsync(path, "", Fields(other, stage.Host.Now.AddDays(10), false)), StringComparison.Ordinal);

        // A no that names nobody is a no to all.
        await own.PressedAsync(ContactPage(plan), "Consent", Consent(null, "Refused"));
        Assert.Contains("the person has said no", await own.PressedAsync(path, "", Fields(third.Id, stage.Host.Now.AddDays(10), false)), StringComparison.Ordinal);
        Assert.Equal(0, await stage.Host.DbAsync(db => db.CaseShares.CountAsync()));
    }

    [Theory]
    [InlineData(-1, "The last day is past")]
    [InlineData(800, "The last day is past, or after the consent ends")]
    public async Task Share_PastTheConsentOrInThePast_IsRefused(int days, string sentence)
    {
        await using var stage = new CheckInStage();
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var own = await SignInAsync(stage, "caseworker@demo.local");
        var other = await OtherAgencyAsync(stage);
        await AgreeAsync(own, plan, other, "Given");
        Assert.Contains(sentence, await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, stage.Host.Now.AddDays(days), false)), StringComparison.Ordinal);
        Assert.Contains("Write the last day", await own.PressedAsync($"/cases/{plan.CaseId}/share", "", ("AgencyId", other.ToString()), ("Until", "soon")), StringComparison.Ordinal);
        Assert.Equal(0, await stage.Host.DbAsync(db => db.CaseShares.CountAsync()));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_AlarmOfASharedPerson_RingsAtBothAgencies_ThatOfAnUnsharedOneAtOne(string database)
    {
        await using var stage = new CheckInStage(database);
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var own = await SignInAsync(stage, "caseworker@demo.local");
        var other = await OtherAgencyAsync(stage);
        await stage.Host.SmsAsync(CheckInStage.Person, "ຜົວຕີຂ້ອຍ");
        var district = await SignInAsync(stage, "district@demo.local");
        Assert.DoesNotContain("danger.violence", await district.OpenAsync("/tasks"), StringComparison.Ordinal);
        await AgreeAsync(own, plan, other, "Given");
        await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, stage.Host.Now.AddDays(60), false));
        Assert.Contains("danger.violence", await district.OpenAsync("/tasks"), StringComparison.Ordinal);
        Assert.Contains("danger.violence", await own.OpenAsync("/tasks"), StringComparison.Ordinal);

        // The same person is also a contact of a case that is not shared: what has no case may be about that one.
        await stage.Host.SaveAsync(async db => db.CaseContacts.Add(new CaseContact { CaseId = await db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync(), ContactId = plan.ContactId, Relation = Relation.Relative }));
        Assert.DoesNotContain("danger.violence", await district.OpenAsync("/tasks"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S6_S22_AnAgencyThatACaseIsSharedWith_HandsOverNoSecretAndErasesNobody(string database)
    {
        await using var stage = new CheckInStage(database);
        var (plan, own, _) = await SharedAsync(stage);

        var district = await ConsoleBrowser.SignInAsync(stage.Host, "district@demo.local");
        var page = await district.ReadAsync(ContactPage(plan));
        Assert.DoesNotContain("/enrol", page, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, await district.StatusAsync($"/contacts/{plan.ContactId}/enrol?caseId={plan.CaseId}"));
        Assert.Contains("Only the agency that put this person on file", await district.SendAsync(ContactPage(plan), "Erase", ("sure", "true")), StringComparison.Ordinal);
        Assert.False(await stage.Host.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "contact.erased")));
        Assert.Contains("/enrol", await own.OpenAsync(ContactPage(plan)), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S14_WhoeverMaySeeItNoMore_HoldsNothing_AndTheServiceAnswersAgain(string database)
    {
        await using var stage = new CheckInStage(database);
        var (plan, own, other) = await SharedAsync(stage);
        await stage.Host.SmsAsync(CheckInStage.Person, "ຜົວຕີຂ້ອຍ");
        var id = await Inbox.InboxSteps.ConversationAsync(stage.Host, CheckInStage.Person);
        var district = await ConsoleBrowser.SignInAsync(stage.Host, "district@demo.local");
        await district.SendAsync($"/inbox/{id}", "Claim");
        Assert.Null(await stage.Host.SmsAsync(CheckInStage.Person, "2"));

        await AgreeAsync(own, plan, other, "Withdrawn");
        await stage.Host.Service<FamilyLink.Features.Inbox.LostClaims>().RunAsync(CancellationToken.None);
        Assert.NotNull(await stage.Host.SmsAsync(CheckInStage.Person, "2"));
        Assert.False(await stage.Host.DbAsync(db => db.StaffTasks.AnyAsync(t => t.Signal == "danger.violence" && t.ClaimedBy != null)));
        var worker = await ConsoleBrowser.SignInAsync(stage.Host, "caseworker@demo.local");
        Assert.Contains("It is yours", await worker.SendAsync($"/inbox/{id}", "Claim"), StringComparison.Ordinal);
    }

    // The returned person agreed, and their case is shared with the district for sixty days.
    private static async Task<(CheckInPlan Plan, ConsoleSession Own, Guid Other)> SharedAsync(CheckInStage stage)
    {
        await stage.LastingAsync();
        var plan = await stage.PlanAsync();
        var own = await SignInAsync(stage, "caseworker@demo.local");
        var other = await OtherAgencyAsync(stage);
        await AgreeAsync(own, plan, other, "Given");
        await own.PressedAsync($"/cases/{plan.CaseId}/share", "", Fields(other, stage.Host.Now.AddDays(60), false));
        return (plan, own, other);
    }

    private static Task<ConsoleSession> SignInAsync(CheckInStage stage, string email) => ConsoleSession.SignInAsync(stage.Host, email);

    private static Task<Guid> OtherAgencyAsync(CheckInStage stage) => stage.Host.DbAsync(db => db.Agencies.Where(a => a.Name == "Demo district office").Select(a => a.Id).SingleAsync());

    private static string ContactPage(CheckInPlan plan) => $"/contacts/{plan.ContactId}?caseId={plan.CaseId}";

    private static async Task AgreeAsync(ConsoleSession staff, CheckInPlan plan, Guid agency, string decision) =>
        Assert.Contains("The decision is written down.", await staff.PressedAsync(ContactPage(plan), "Consent", Consent(agency, decision)), StringComparison.Ordinal);

    private static (string Name, string Value)[] Consent(Guid? agency, string decision) =>
    [
        ("Consent_.Key", Guid.CreateVersion7().ToString()),
        ("Consent_.Purpose", "SharingWithAgency"),
        ("Consent_.AgencyId", agency?.ToString() ?? ""),
        ("Consent_.Voice", "Subject"),
        ("Consent_.Kind", "Consent"),
        ("Consent_.Decision", decision),
        ("Consent_.Language", "lo"),
        ("Consent_.Wording", "2026-1"),
        ("Consent_.Months", "12"),
    ];

    private static (string Name, string Value)[] Fields(Guid agency, DateTime last, bool handOver) =>
    [
        ("AgencyId", agency.ToString()),
        ("Until", last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("HandOver", handOver ? "true" : "false"),
    ];
}
