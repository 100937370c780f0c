using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FamilyLink.Data.Court;
using FamilyLink.Localization;
using FamilyLink.Tests.Features.Court;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Localization;

/// <summary>Every page that a link of the console leads to, read in Lao and in Thai.</summary>
public sealed partial class ConsolePagesTests
{
    private const int PagesOfOneKind = 3;

    // Names, codes and marks that are the same in every language.
    private static readonly HashSet<string> SameEverywhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "FamilyLink", "Messenger", "Facebook", "WhatsApp", "Twilio", "Kannel", "SMS", "Voice", "UTC", "GSM", "Unicode", "UCS", "XLIFF", "xlsx", "csv", "Poedit", "Weblate", "CSV",
        "English", "Asia", "Vientiane", "Bangkok", "demo", "local", "Duty", "kjg", "Chat", "JavaScript", "stop", "start", "yes", "min", "max", "Localization", "AllowUnreviewed",
    };

    // What holds content and not the console's own words: codes, what families read or wrote, topics' keys, audit entries, names of the demo's people.
    private static readonly string[] Contents =
    [
        @"<(script|style|code|textarea|svg|head)\b.*?</\1>", "<!--.*?-->", @"<div class=""bubble[^>]*>.*?</div>", @"<(\w+)[^>]* lang=""(?:en|kjg[a-z-]*)""[^>]*>.*?</\1>",
        @"<(th|h1|td|option)\b[^>]*>(?:\s|<[^>]*>)*[a-z]+(?:[.-][a-z0-9]+)+.*?</\1>", @"Demo (?:second )?(?:caseworker|approver|administrator|district caseworker|district office|agency|translator|contact|person)", @"[\w.+-]+@[\w.-]+", @"FL-\d+",
        @"[a-z]+(?:[.-][a-z0-9]+)+", @"/[a-z/-]+", @"\{[a-z]+\}",
    ];

    [Theory]
    [InlineData("lo", "caseworker@demo.local")]
    [InlineData("th", "caseworker@demo.local")]
    [InlineData("lo", "second@demo.local")]
    [InlineData("th", "admin@demo.local")]
    public async Task EveryPage_ThatALinkLeadsTo_IsInTheLanguageOfWhoReadsIt(string language, string email)
    {
        await using var host = new FamilyLinkHost("sqlite");
        await BusyDayAsync(host);
        var staff = await ConsoleSession.SignInAsync(host, email);
        await staff.SpeakAsync(language);

        var found = new List<string>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal) { "/" };
        var open = new Queue<string>(asked);
        while (open.TryDequeue(out var path))
        {
            if (await staff.LookAsync(path) is not { } page)
            {
                continue;
            }

            found.AddRange(English(page).Select(words => $"{path}: {words}"));
            foreach (Match link in Link().Matches(page))
            {
                var next = WebUtility.HtmlDecode(link.Groups[1].Value);
                var kind = Varies().Replace(next.Split('#')[0], "…");
                if (asked.Add(next) && (seen[kind] = seen.GetValueOrDefault(kind) + 1) <= PagesOfOneKind)
                {
                    open.Enqueue(next);
                }
            }
        }

        Assert.True(asked.Count > 10, "Too few pages were found.");
        Assert.True(found.Count == 0, string.Join('\n', found.Distinct()));
    }

    [Theory]
    [InlineData("lo", "ບໍ່ມີໜ້ານີ້", "ກັບໄປໜ້າທຳອິດ")]
    [InlineData("th", "ไม่มีหน้านี้", "กลับไปหน้าแรก")]
    [InlineData("en", "There is no such page", "Back to the start")]
    public async Task AnAddressThatIsNotThere_ShowsAPageInTheReadersLanguage_WithAWayBack(string language, string says, string back)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        await staff.SpeakAsync(language);
        foreach (var path in (string[])["/not-there", $"/cases/{Guid.NewGuid()}", $"/inbox/{Guid.NewGuid()}"])
        {
            using var answer = await staff.AskAsync(HttpMethod.Get, path, "text/html,application/xhtml+xml,*/*;q=0.8");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            Assert.Contains(says, page, StringComparison.Ordinal);
            Assert.Contains(back, page, StringComparison.Ordinal);
            Assert.Contains("<html lang=\"" + language, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task APageOfAnotherRole_SaysSoInTheReadersLanguage()
    {
        await using var host = new FamilyLinkHost("sqlite");
        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        await staff.SpeakAsync("lo");
        using var refused = await staff.AskAsync(HttpMethod.Get, "/staff", "text/html");
        using var page = await staff.AskAsync(HttpMethod.Get, refused.Headers.Location!.PathAndQuery, "text/html");
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("ກັບໄປໜ້າທຳອິດ", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/twilio/sms")]
    [InlineData("POST", "/twilio/sms")]
    [InlineData("GET", "/kannel/mo")]
    [InlineData("POST", "/api/messages")]
    [InlineData("GET", "/recordings/none")]
    [InlineData("GET", "/health/other")]
    public async Task Programs_NeverGetAPage_EvenWhenTheyTakeOne(string method, string path)
    {
        await using var host = new FamilyLinkHost("sqlite");
        var staff = await ConsoleSession.SignInAsync(host, "caseworker@demo.local");
        using var answer = await staff.AskAsync(new HttpMethod(method), path, "text/html,*/*");
        Assert.True((int)answer.StatusCode >= 400, $"{answer.StatusCode}");
        Assert.DoesNotContain("<html", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("The file is larger than 5 MB. Send it in parts.", "ຟາຍໃຫຍ່ກວ່າ 5 MB. ແບ່ງສົ່ງເປັນສ່ວນ.")]
    [InlineData("Message 2: This is 150 letters long; 134 is the most.", "ຂໍ້ຄວາມ 2: ຍາວ 150 ຕົວອັກສອນ; ຫຼາຍສຸດ 134.")]
    [InlineData("Somchai was faster and has it.", "Somchai ໄວກວ່າ ແລະ ຮັບໄປແລ້ວ.")]
    [InlineData("Nothing of the kind {0} stands anywhere.", "Nothing of the kind {0} stands anywhere.")]
    public void ARefusal_WithANumberOrANameInIt_IsSaidInTheReadersLanguage(string english, string lao) => Assert.Equal(lao, ConsoleTexts.Say(english, "lo"));

    // Something in every list: a talk with a note and a sign of danger, a court line with an update, a taught sentence, a file that was refused in part.
    private static async Task BusyDayAsync(FamilyLinkHost host)
    {
        await host.SmsAsync(FamilyLinkHost.Mother, "0");
        await host.SmsAsync(FamilyLinkHost.Stranger, "ຊ່ວຍແດ່");
        var worker = await ConsoleSession.SignInAsync(host, CourtHost.Caseworker);
        var talk = await host.DbAsync(db => db.StaffTasks.Where(t => t.ConversationId != null).Select(t => t.ConversationId!.Value).FirstAsync());
        await worker.PressedAsync($"/inbox/{talk}", "Claim");
        await worker.PressedAsync($"/inbox/{talk}", "Note", ("Key", Guid.NewGuid().ToString()), ("Note", "ໂທຫາແລ້ວ"));
        await host.SealedUpdateAsync(CourtStage.Court, CourtOutcome.Convicted);
        await host.WrittenAsync(await host.KnownAsync("FL-0005", CourtStage.CompensationOrdered, CourtOutcome.CompensationOrdered), await host.ContactAsync("FL-0005"));
        await worker.PressAsync("/answers/teach", "Propose", ("Words", "ມີຄົນມາຢືນເບິ່ງເຮືອນຂ້ອຍທຸກຄືນ"), ("Language", "lo"), ("Kind", "Sign"), ("Sign", "danger.exposed"));
        await worker.UploadAsync("/court/import", "Look", Encoding.UTF8.GetBytes("case code,stage,outcome,date,document\nFL-0004,court,acquitted,25/03/2562,ดำ 12/2562\nFL-9999,court,convicted,,A 1\nFL-0003,court,odd,,A 2\n"), "a.csv");
    }

    private static IEnumerable<string> English(string page)
    {
        var rest = WebUtility.HtmlDecode(Contents.Aggregate(page, (text, content) => Regex.Replace(text, content, " ", RegexOptions.Singleline)));
        var said = Said().Matches(rest).Select(m => m.Groups[1].Value).Concat(Tag().Split(rest));
        return said.Where(words => Word().Matches(words).Any(word => !SameEverywhere.Contains(word.Value))).Select(words => words.Trim());
    }

    [GeneratedRegex("href=\"(/[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/answers/)(?:facts/)?[a-z]+[.-][^/]+|(?<=/translations/[a-z]+/(?:text|voice)/).+|\\?.*$|[0-9]+")]
    private static partial Regex Varies();

    [GeneratedRegex("(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"")]
    private static partial Regex Said();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("[A-Za-z]*[a-z]{3,}")]
    private static partial Regex Word();
}
