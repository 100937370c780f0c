using FamilyLink.Data.People;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features.Tasks;

/// <summary>Very many tasks come in pages: none is left out, and what was typed on one is there again.</summary>
public sealed class TaskPagesTests
{
    private const int Tasks = 50;

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task EveryTask_IsOnOnePage_AndAFormThatIsNotTakenComesBackOnItsOwn(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var agency = await host.DbAsync(db => db.Cases.Select(c => c.AgencyId).FirstAsync());
        await host.SaveAsync(async db =>
        {
            for (var i = 0; i < Tasks; i++)
            {
                await db.OpenTaskAsync("call-back", Urgency.Today, host.Clock.GetUtcNow().UtcDateTime.AddMinutes(i), new TaskAbout(AgencyId: agency));
            }
        });
        var ids = await host.DbAsync(db => db.StaffTasks.Where(t => t.Kind == "call-back" && t.AgencyId == agency).OrderBy(t => t.DueAt).Select(t => t.Id).ToListAsync());
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");

        var pages = new List<string>();
        do
        {
            pages.Add(await worker.ReadAsync($"/tasks?p={pages.Count + 1}"));
        }
        while (pages[^1].Contains("Next page", StringComparison.Ordinal));

        Assert.True(pages.Count >= 3);
        Assert.All(ids, id => Assert.Single(pages, page => page.Contains(id.ToString(), StringComparison.Ordinal)));
        var last = ids[^1];
        var refused = await worker.SendAsync($"/tasks?p={pages.Count}", "Done", ("id", last.ToString()), ("p", $"{pages.Count}"), ("outcome", ""), ("note", "rang twice"));
        Assert.Contains("Say how it ended", refused, StringComparison.Ordinal);
        Assert.Contains("rang twice", refused, StringComparison.Ordinal);
        Assert.Equal(pages[^1], await worker.ReadAsync("/tasks?p=9999"), (a, b) => ids.TrueForAll(id => a!.Contains(id.ToString(), StringComparison.Ordinal) == b!.Contains(id.ToString(), StringComparison.Ordinal)));
    }
}
