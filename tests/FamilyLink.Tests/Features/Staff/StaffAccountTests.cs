using System.Net;
using System.Text.RegularExpressions;
using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Features.Notices;
using FamilyLink.Security;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FamilyLink.Tests.Features.Staff;

/// <summary>Accounts of the console: invited, with a password that only their owner knows, switched off at once.</summary>
public sealed partial class StaffAccountTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [Fact]
    public async Task Invitation_IsUsedOnce_AndNobodyElseKnowsThePassword()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var admin = await ConsoleBrowser.SignInAsync(host, "admin@demo.local");
        var asked = await admin.SendAsync("/staff", null, ("Name", "New colleague"), ("Email", "new@demo.local"), ("Agency", "Demo agency"), ("Role", "translator"));
        Assert.DoesNotMatch(Link(), asked);
        var id = (await host.StaffAsync("new@demo.local")).ToString();
        Assert.DoesNotMatch(Link(), await admin.SendAsync("/staff", "Confirm", ("id", id)));
        var page = await (await ConsoleBrowser.SignInAsync(host, "second-admin@demo.local")).SendAsync("/staff", "Confirm", ("id", id));
        var link = new Uri(Link().Match(page).Groups[1].Value).PathAndQuery;

        var chosen = await SetAsync(host, link, "a-password-of-my-own-7");
        Assert.Equal(HttpStatusCode.Redirect, chosen);
        await ConsoleBrowser.SignInAsync(host, "new@demo.local", "a-password-of-my-own-7");
        Assert.Equal(HttpStatusCode.OK, await SetAsync(host, link, "another-password-8"));
        await Assert.ThrowsAnyAsync<Exception>(() => ConsoleBrowser.SignInAsync(host, "new@demo.local", "another-password-8"));
    }

    [Fact]
    public async Task SwitchedOff_TheSessionEndsAtOnce_AndNobodySwitchesOffThemselves()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (admin, worker) = (await ConsoleBrowser.SignInAsync(host, "admin@demo.local"), await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));
        var id = await host.StaffAsync("caseworker@demo.local");
        Assert.Contains("The account is off", await admin.SendAsync("/staff", "Switch", ("id", id.ToString()), ("on", "false")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await worker.StatusAsync("/inbox"));
        await Assert.ThrowsAnyAsync<Exception>(() => ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));

        var own = await host.StaffAsync("admin@demo.local");
        Assert.Contains("Nobody switches off their own account", await admin.SendAsync("/staff", "Switch", ("id", own.ToString()), ("on", "false")), StringComparison.Ordinal);
        await admin.SendAsync("/staff", "Switch", ("id", id.ToString()), ("on", "true"));
        await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
    }

    [Fact]
    public async Task OwnPassword_Changed_TheOldOneAndOtherSessionsAreOver()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var (one, other) = (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"), await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local"));
        Assert.Contains("old password is not right", await one.SendAsync("/account", "Password", ("old", "wrong"), ("fresh", "a-password-of-my-own-7")), StringComparison.Ordinal);
        Assert.Contains("The password is changed", await one.SendAsync("/account", "Password", ("old", "Demo-password-1"), ("fresh", "a-password-of-my-own-7")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await other.StatusAsync("/inbox"));
        await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local", "a-password-of-my-own-7");
    }

    [Theory]
    [InlineData("ຕຳຫຼວດຂໍນອນນຳ ຈຶ່ງຈະປ່ອຍ", true)]
    [InlineData("supervisor wants me to sleep with him", true)]
    [InlineData("หัวหน้าขอนอนด้วย", true)]
    [InlineData("ຜູ້ຄຸມງານຂໍນອນນຳ", true)]
    [InlineData("boss sleep with me, i dont want", true)]
    [InlineData("ຄູຈັບນົມລູກສາວຂ້ອຍ", true)]
    [InlineData("เขาแอบถ่ายตอนอาบน้ำ", false)]
    [InlineData("ຜູ້ດູແລຫໍພັກຈັບຂ້ອຍ", false)]
    public async Task S14_AbuseByNoneOfOurs_RingsACaseworker_WithTheWordsWhenSomebodyElseIsNamed(string words, bool named)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await MakeAsync(host, await ConsoleBrowser.SignInAsync(host, "admin@demo.local"), "outside@demo.local", "Another agency");
        await host.SmsAsync(FamilyLinkHost.Stranger, words);
        var tasks = await host.DbAsync(db => db.StaffTasks.AsNoTracking().Where(t => t.Signal != null).ToListAsync());
        var alarm = Assert.Single(tasks, t => t.Signal != "danger.staff-abuse");
        Assert.Equal(Data.People.Urgency.Now, alarm.Urgency);
        var page = await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).ReadAsync("/tasks");
        Assert.Contains(alarm.Signal!, page, StringComparison.Ordinal);
        Assert.Equal(named, page.Contains(words, StringComparison.Ordinal));
        Assert.Equal(!named, tasks.Exists(t => t.Signal == "danger.staff-abuse"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S23_AComplaintAboutStaff_IsSeenByReadersOfAnotherAgencyAlone_OnceThereIsOne(string database)
    {
        await using var host = new FamilyLinkHost(database);
        await host.SmsAsync(FamilyLinkHost.Mother, "ເຈົ້າໜ້າທີ່ຢູ່ສູນຈັບນົມຂ້ອຍ ຊ່ວຍແດ່");
        Assert.Equal("danger.staff-abuse", await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.Signal).SingleAsync()));
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.Contains("ຈັບນົມ", await worker.ReadAsync("/tasks"), StringComparison.Ordinal);

        // Nobody of the unit itself counts as a reader of complaints about it.
        var admin = await ConsoleBrowser.SignInAsync(host, "admin@demo.local");
        Assert.Contains("Nobody outside reads complaints about the staff of: Demo", await admin.ReadAsync("/"), StringComparison.Ordinal);
        await MakeAsync(host, admin, "inside@demo.local", "Demo agency");
        Assert.Contains("ຈັບນົມ", await worker.ReadAsync("/tasks"), StringComparison.Ordinal);
        var outside = await MakeAsync(host, admin, "outside@demo.local", "Another agency");
        Assert.DoesNotContain("ຈັບນົມ", await worker.ReadAsync("/tasks"), StringComparison.Ordinal);
        Assert.Contains("ຈັບນົມ", await outside.ReadAsync("/tasks"), StringComparison.Ordinal);
        Assert.Contains(FamilyLinkHost.Mother, await outside.ReadAsync("/tasks"), StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody outside reads", await admin.ReadAsync("/"), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, await outside.StatusAsync("/cases"));

        // Neither in the conversation, nor claimed or closed with it, nor named in the audit view of the unit.
        var talk = await host.DbAsync(db => db.StaffTasks.Where(t => t.Signal != null).Select(t => t.ConversationId).SingleAsync());
        await worker.SendAsync($"/inbox/{talk}", "Claim");
        var page = await worker.ReadAsync($"/inbox/{talk}");
        Assert.Contains("about staff", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ຈັບນົມ", page, StringComparison.Ordinal);
        await worker.SendAsync($"/inbox/{talk}", "Close");
        var task = await host.DbAsync(db => db.StaffTasks.AsNoTracking().SingleAsync(t => t.Signal != null));
        Assert.Equal((null, null), (task.ClaimedBy, task.DoneAt));
        Assert.DoesNotContain("staff-abuse", await admin.ReadAsync("/audit"), StringComparison.Ordinal);
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_OneAdministratorAlone_GetsIntoNoAccountThatApproves_NewOrOld(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var (admin, second) = (await ConsoleBrowser.SignInAsync(host, "admin@demo.local"), await ConsoleBrowser.SignInAsync(host, "second-admin@demo.local"));
        foreach (var role in new[] { "approver", "administrator", "caseworker" })
        {
            var asked = await admin.SendAsync("/staff", null, ("Name", role), ("Email", role + "@new.local"), ("Agency", "Demo agency"), ("Role", role));
            Assert.Contains("Another administrator must confirm", asked, StringComparison.Ordinal);
            Assert.DoesNotMatch(Link(), asked);
        }

        // Nor into the account of the only other administrator, who could then confirm everything.
        Assert.DoesNotMatch(Link(), await admin.SendAsync("/staff", "Invite", ("id", (await host.StaffAsync("second-admin@demo.local")).ToString())));

        // An approver's own account, by the way of a new password for it.
        var approver = await host.StaffAsync("approver@demo.local");
        Assert.DoesNotMatch(Link(), await admin.SendAsync("/staff", "Invite", ("id", approver.ToString())));
        Assert.DoesNotMatch(Link(), await admin.SendAsync("/staff", "Confirm", ("id", approver.ToString())));
        var confirmed = await second.SendAsync("/staff", "Confirm", ("id", approver.ToString()));
        Assert.Matches(Link(), confirmed);
        Assert.DoesNotMatch(Link(), await second.SendAsync("/staff", "Confirm", ("id", approver.ToString())));
        Assert.Equal(1, await host.DbAsync(db => db.AuditEntries.CountAsync(e => e.Action == "staff.confirmed")));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S11_WhatAnAccountApprovedBeforeItWasSwitchedOff_IsLookedAtAgain(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var about = await host.DbAsync(db => db.Set<Notice>().Where(n => n.State == NoticeState.Approved && db.Set<NoticeApproval>().Any(a => a.NoticeId == n.Id)).Select(n => new { n.CaseId, n.Id }).FirstAsync());
        var approver = await host.DbAsync(db => db.Set<NoticeApproval>().Where(a => a.NoticeId == about.Id).Select(a => a.ApprovedBy).FirstAsync());
        var admin = await ConsoleBrowser.SignInAsync(host, "admin@demo.local");
        await admin.SendAsync("/staff", "Switch", ("id", approver.ToString()), ("on", "false"));

        Assert.Contains(about.CaseId, await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == ApprovalsOfEndedAccounts.LookAgainTask).Select(t => t.CaseId!.Value).ToListAsync()));
        Assert.Contains("look again at the news it approved", await (await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local")).ReadAsync("/tasks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S11_WhatANewAccountApproves_IsMarkedForColleagues()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var now = host.Clock.GetUtcNow();
        Assert.True(StaffMember.IsNew(Guid.CreateVersion7(now.AddDays(-13)), now.UtcDateTime));
        Assert.False(StaffMember.IsNew(await host.StaffAsync("approver@demo.local"), now.UtcDateTime));
        var notice = await host.DbAsync(db => db.Set<NoticeApproval>().Select(a => a.NoticeId).FirstAsync());
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        Assert.DoesNotContain("(a new account)", await worker.ReadAsync($"/notices/{notice}"), StringComparison.Ordinal);
        await host.DbAsync(db => db.Set<NoticeApproval>().Where(a => a.NoticeId == notice).ExecuteUpdateAsync(a => a.SetProperty(x => x.At, now.UtcDateTime.AddDays(-50))));
        Assert.Contains("(a new account)", await worker.ReadAsync($"/notices/{notice}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABadRole_IsRefusedWithAMessage()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var admin = await ConsoleBrowser.SignInAsync(host, "admin@demo.local");
        Assert.Contains("Choose a role.", await admin.SendAsync("/staff", null, ("Name", "X"), ("Email", "x@demo.local"), ("Agency", "Demo agency"), ("Role", "king")), StringComparison.Ordinal);
        Assert.False(await host.DbAsync(db => db.Users.AnyAsync(u => u.Email == "x@demo.local")));
    }

    [Fact]
    public void WrongPasswords_LockWhereTheyComeFrom_NotTheAccount()
    {
        var clock = new FakeTimeProvider();
        var tries = new SignInTries(clock);
        for (var i = 0; i < 5; i++)
        {
            tries.Failed("Somebody@demo.local", "203.0.113.7");
        }

        Assert.True(tries.IsLocked("somebody@demo.local", "203.0.113.7"));
        Assert.False(tries.IsLocked("somebody@demo.local", "198.51.100.3"));
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.False(tries.IsLocked("somebody@demo.local", "203.0.113.7"));
    }

    private static async Task<ConsoleBrowser> MakeAsync(FamilyLinkHost host, ConsoleBrowser admin, string email, string agency)
    {
        var page = await admin.SendAsync("/staff", null, ("Name", email), ("Email", email), ("Agency", agency), ("Role", "complaints"));
        Assert.DoesNotMatch(Link(), page);
        var made = await host.StaffAsync(email);
        Assert.DoesNotMatch(Link(), await admin.SendAsync("/staff", "Confirm", ("id", made.ToString())));
        page = await (await ConsoleBrowser.SignInAsync(host, "second-admin@demo.local")).SendAsync("/staff", "Confirm", ("id", made.ToString()));
        await SetAsync(host, new Uri(Link().Match(page).Groups[1].Value).PathAndQuery, "a-password-of-my-own-7");
        return await ConsoleBrowser.SignInAsync(host, email, "a-password-of-my-own-7");
    }

    private static async Task<HttpStatusCode> SetAsync(FamilyLinkHost host, string link, string password)
    {
        using var web = host.CreateClient(new() { AllowAutoRedirect = false });
        var page = await web.GetStringAsync(link);
        var form = Field().Matches(page).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))).DistinctBy(f => f.Key).Append(KeyValuePair.Create("Password", password));
        using var answer = await web.PostAsync("/sign-in/welcome", new FormUrlEncodedContent(form));
        return answer.StatusCode;
    }

    [GeneratedRegex("<code[^>]*>([^<]+)</code>")]
    private static partial Regex Link();

    [GeneratedRegex("<input[^>]*name=\"(Id|Token|__RequestVerificationToken)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
