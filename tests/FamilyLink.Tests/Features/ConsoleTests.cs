using System.Net;
using System.Text.RegularExpressions;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>The console as its pages behave, without a browser.</summary>
public sealed partial class ConsoleTests
{
    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory, MemberData(nameof(Databases))]
    public async Task CaseForm_SentTwice_IsOneCase(string database)
    {
        await using var host = new FamilyLinkHost(database);
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var form = await FormAsync(web, "/cases/new");
        form["Code"] = "FL-0900";
        form["Name"] = "ຄົນທົດລອງ";
        var answers = await Task.WhenAll(PostAsync(web, "/cases/new", form), PostAsync(web, "/cases/new", form));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        Assert.Equal(1, await host.DbAsync(db => db.Cases.CountAsync(c => c.Code == "FL-0900")));
    }

    [Theory]
    [InlineData("", "Somebody", "Write a code")]
    [InlineData("FL 1!", "Somebody", "Use 3 to 20")]
    [InlineData("FL-0001", "Somebody", "There is a case with this code")]
    [InlineData("FL-0901", "", "Write what the person is called")]
    public async Task CaseForm_WithAFault_SaysSoBesideTheField_AndStoresNothing(string code, string name, string message)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var form = await FormAsync(web, "/cases/new");
        form["Code"] = code;
        form["Name"] = name;
        using var answer = await PostAsync(web, "/cases/new", form);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Contains(message, page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(name), page, StringComparison.Ordinal);
        Assert.Equal(5, await host.DbAsync(db => db.Cases.CountAsync()));
    }

    [Theory]
    [InlineData("12", "not a telephone number")]
    [InlineData("+1 202 555 0101 99", "not a telephone number")]
    public async Task ContactForm_WithABadNumber_SaysSo(string phone, string message)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        var form = await FormAsync(web, $"/contacts/new?caseId={caseId}");
        form["Name"] = "A";
        form["Phone"] = phone;
        using var answer = await PostAsync(web, $"/contacts/new?caseId={caseId}", form);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExpiredSession_LosesNoTypedText()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var form = await FormAsync(web, "/cases/new");
        form["Code"] = "FL-0902";
        form["Name"] = "ຊື່ທີ່ຂຽນຍາວໆເພື່ອບໍ່ໃຫ້ເສຍໄປ ເມື່ອໝົດເວລາ";

        // A browser whose session has ended, and nothing else.
        using var later = host.CreateClient(new() { AllowAutoRedirect = false });
        using var asked = await PostAsync(later, "/cases/new", form);
        var signIn = Fields(await asked.Content.ReadAsStringAsync());
        Assert.DoesNotContain("ຊື່ທີ່", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        signIn["Email"] = "caseworker@demo.local";
        signIn["Password"] = "Demo-password-1";
        using var back = await PostAsync(later, "/sign-in", signIn);
        var kept = await back.Content.ReadAsStringAsync();
        Assert.Contains("ຊື່ທີ່", WebUtility.HtmlDecode(kept), StringComparison.Ordinal);
        using var sent = await PostAsync(later, "/cases/new", Fields(kept));

        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal(1, await host.DbAsync(db => db.Cases.CountAsync(c => c.Code == "FL-0902")));
    }

    [Fact]
    public async Task S23_AnotherAgencysCase_IsNotThere()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var id = Guid.Empty;
        await host.SaveAsync(async db =>
        {
            var other = db.Agencies.Add(new Data.People.Agency { Name = "Other agency" }).Entity;
            var about = await db.Cases.SingleAsync(c => c.Code == "FL-0001");
            about.AgencyId = other.Id;
            id = about.Id;
        });
        var web = await SignedInAsync(host, "caseworker@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync($"/cases/{id}")).StatusCode);
        Assert.DoesNotContain(">FL-0001<", await web.GetStringAsync("/cases"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await web.GetAsync($"/audit/case/{id}")).StatusCode);
    }

    [Fact]
    public async Task S21_ReadingARecord_LeavesAnEntry()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var id = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        await web.GetStringAsync($"/cases/{id}");
        Assert.True(await host.DbAsync(db => db.AuditEntries.AnyAsync(e => e.Action == "case.read" && e.Subject == $"case:{id:N}")));
        Assert.Contains("case.read", await web.GetStringAsync($"/audit/case/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_LocksTheAccount()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var form = await FormAsync(host.Web, "/sign-in");
        form["Email"] = "caseworker@demo.local";
        form["Password"] = "wrong";
        for (var i = 0; i < 5; i++)
        {
            using var refused = await PostAsync(host.Web, "/sign-in", form);
        }

        form["Password"] = "Demo-password-1";
        using var locked = await PostAsync(host.Web, "/sign-in", form);
        Assert.Contains("Too many tries", await locked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var page = await web.GetStringAsync("/");
        var token = Regex.Match(page, "__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await PostAsync(web, "/sign-out", new() { ["__RequestVerificationToken"] = token });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await web.GetAsync("/cases")).StatusCode);
    }

    [Fact]
    public async Task Administrator_SeesNoCase()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "admin@demo.local");
        using var answer = await web.GetAsync("/cases");
        Assert.Contains("denied", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ລາວຖືກຈັບ", "not said to families")]
    [InlineData("ລາວຈະກັບມື້ອື່ນ", "promise")]
    [InlineData("12/05/2026", "Leave out dates")]
    [InlineData("She is well", "in Lao letters")]
    public async Task NoticeForm_WordsThatMayNotBeSaid_AreRefusedBesideTheField(string words, string message)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var web = await SignedInAsync(host, "caseworker@demo.local");
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        var address = $"/notices/write?caseId={caseId}&contactId={await host.ContactAsync("FL-0001")}";
        var form = await FormAsync(web, address);
        form["Chosen"] = "block.cared-for";
        form["FreeText"] = words;
        using var answer = await PostAsync(web, address, form);
        Assert.Contains(message, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnWordsInANotice_StandBesideTheirMeaningForTheApprover_WhoIsToldWhenThereIsNone()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        var caseId = await host.DbAsync(db => db.Cases.Where(c => c.Code == "FL-0001").Select(c => c.Id).SingleAsync());
        var (contact, notice) = (await host.ContactAsync("FL-0001"), await host.NoticeAsync("FL-0001"));
        var address = $"/notices/write?caseId={caseId}&contactId={contact}&noticeId={notice}";
        (string, string)[] form = [("CaseId", caseId.ToString()), ("ContactId", contact.ToString()), ("NoticeId", notice.ToString()), ("Chosen", "block.cared-for"), ("Days", "9"), ("FreeText", "ລາວກິນເຂົ້າໄດ້ດີ")];
        await worker.SendAsync(address, null, [.. form, ("Meaning", "She eats well.")]);
        var approver = await ConsoleBrowser.SignInAsync(host, "approver@demo.local");
        Assert.Contains("She eats well.", await approver.ReadAsync($"/notices/{notice}"), StringComparison.Ordinal);
        Assert.Contains("She eats well.", await worker.ReadAsync(address), StringComparison.Ordinal);

        await worker.SendAsync(address, null, form);
        Assert.Contains("did not say what they mean", await approver.ReadAsync($"/notices/{notice}"), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> SignedInAsync(FamilyLinkHost host, string email)
    {
        var web = host.CreateClient(new() { AllowAutoRedirect = false });
        var form = await FormAsync(web, "/sign-in");
        form["Email"] = email;
        form["Password"] = "Demo-password-1";
        using var answer = await PostAsync(web, "/sign-in", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return web;
    }

    private static async Task<Dictionary<string, string>> FormAsync(HttpClient web, string path) => Fields(await web.GetStringAsync(path));

    private static Task<HttpResponseMessage> PostAsync(HttpClient web, string path, Dictionary<string, string> form) => web.PostAsync(path, new FormUrlEncodedContent(form));

    // The hidden and text fields of the page's main form (the one after the sign-out button's).
    private static Dictionary<string, string> Fields(string page)
    {
        var main = page[Math.Max(0, page.IndexOf("<main", StringComparison.Ordinal))..];
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(main))
        {
            var name = Name().Match(input.Value);
            if (name.Success && !input.Value.Contains("checkbox", StringComparison.Ordinal))
            {
                fields[WebUtility.HtmlDecode(name.Groups[1].Value)] = WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value);
            }
        }

        return fields;
    }

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
