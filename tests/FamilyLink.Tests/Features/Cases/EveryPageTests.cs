using System.Net;
using FamilyLink.Messaging.Approval;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Cases;

/// <summary>What stands on every page of the console: the box that finds a case, and the line that everything is held back.</summary>
public sealed class EveryPageTests
{
    private const string Worker = "caseworker@demo.local";

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [Fact]
    public async Task Box_StandsOnEveryPage_ForThoseWhoWorkWithCases()
    {
        await using var host = new FamilyLinkHost("sqlite");
        foreach (var email in (string[])[Worker, "approver@demo.local"])
        {
            var web = await ConsoleSession.SignInAsync(host, email);
            foreach (var path in (string[])["/", "/tasks", "/inbox", "/cases/new", "/notices", "/court", "/check-ins", "/account"])
            {
                Assert.Contains("action=\"/cases\"", await web.OpenAsync(path), StringComparison.Ordinal);
            }

            // The token of any page is good for it.
            Assert.Contains(">FL-0001</a>", await web.PressedAsync("/cases", "", ("q", "020 5555 0101")), StringComparison.Ordinal);
        }

        var admin = await ConsoleSession.SignInAsync(host, "admin@demo.local");
        Assert.DoesNotContain("action=\"/cases\"", await admin.OpenAsync("/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await admin.StatusOfAsync("/cases?q=FL"));
    }

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task S12_EmergencyHold_IsALineOnEveryPage_UntilItIsReleased(string database)
    {
        await using var host = new FamilyLinkHost(database);
        foreach (var (email, language) in ((string, string)[])[("approver@demo.local", "lo"), ("second@demo.local", "th")])
        {
            await host.SaveAsync(async db => (await db.Users.SingleAsync(u => u.Email == email)).Language = language);
        }

        var (holder, other) = (await host.StaffAsync(Worker), await host.StaffAsync("approver@demo.local"));
        (ConsoleSession Web, string[] Paths, string Says)[] readers =
        [
            (await ConsoleSession.SignInAsync(host, Worker), ["/", "/tasks", "/cases", "/notices", "/check-ins", "/account"], "Everything is held back."),
            (await ConsoleSession.SignInAsync(host, "approver@demo.local"), ["/", "/cases"], "ທຸກຢ່າງຖືກຢຸດໄວ້."),
            (await ConsoleSession.SignInAsync(host, "second@demo.local"), ["/", "/cases"], "ทุกอย่างถูกระงับไว้"),
            (await ConsoleSession.SignInAsync(host, "admin@demo.local"), ["/", "/staff", "/translations"], "Everything is held back."),
        ];
        await SeenAsync(false);
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.HoldAsync(holder, CancellationToken.None); return 0; });
        await SeenAsync(true);
        await host.ScopedAsync<EmergencyHolds, int>(async holds => { await holds.ReleaseAsync(other, CancellationToken.None); return 0; });
        await SeenAsync(false);

        async Task SeenAsync(bool seen)
        {
            foreach (var (web, paths, says) in readers)
            {
                foreach (var path in paths)
                {
                    Assert.True((await web.OpenAsync(path)).Contains(says, StringComparison.Ordinal) == seen, path);
                }
            }
        }
    }
}
