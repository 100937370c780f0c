using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Dialogs;
using FamilyLink.Dialogs.Conversations;
using FamilyLink.Localization.Text;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>One topic in one language: its versions as the phone shows them, with publish, withdraw and write.</summary>
public sealed class TopicModel(FamilyLinkContext db, AnswerDrafts drafts, AnswerService service, TimeProvider clock) : PageModel
{
    public string Topic { get; private set; } = "";

    public string Language { get; private set; } = "";

    public string? Message { get; private set; }

    public List<Shown> Versions { get; private set; } = [];

    [BindProperty]
    public List<PartForm> Parts { get; set; } = [];

    [BindProperty]
    public string? Related { get; set; }

    [BindProperty]
    [DataType(DataType.Date)]
    public DateTime? VerifiedOn { get; set; }

    [BindProperty]
    [Range(1, 24, ErrorMessage = "Write a number of months from 1 to 24.")]
    public int Months { get; set; } = 12;

    public async Task<IActionResult> OnGetAsync(string topic, string language, CancellationToken cancellation) =>
        Known(topic, language) ? await ShowAsync(cancellation) : NotFound();

    public async Task<IActionResult> OnPostWriteAsync(string topic, string language, CancellationToken cancellation)
    {
        if (!Known(topic, language))
        {
            return NotFound();
        }

        var parts = Parts.Where(p => !string.IsNullOrWhiteSpace(p.Words)).Select(p => new AnswerPart(p.Words!.Trim(), Some(p.Spoken), p.Code ?? "U", p.Source?.Trim() ?? "")).ToList();
        var related = (Related ?? "").Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var verified = VerifiedOn is { } day ? DateTime.SpecifyKind(day.Date, DateTimeKind.Utc) : (DateTime?)null;
        return await DoAsync(
            () => service.WriteAsync(topic, language, parts, related, verified, clock.GetUtcNow().UtcDateTime.AddMonths(Months), User.StaffId(), cancellation),
            "It is written. Somebody else reads and publishes it.",
            cancellation);
    }

    public async Task<IActionResult> OnPostPublishAsync(string topic, string language, Guid id, CancellationToken cancellation) =>
        Known(topic, language) ? await DoAsync(() => service.PublishAsync(id, User.StaffId(), cancellation), "It is told from now on.", cancellation) : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(string topic, string language, Guid id, CancellationToken cancellation) =>
        Known(topic, language) ? await DoAsync(() => service.WithdrawAsync(id, User.StaffId(), cancellation), "It is withdrawn. A person answers.", cancellation) : NotFound();

    /// <summary>A part exactly as the phone shows it.</summary>
    public string AsRead(string words, bool more) => TextRenderer.Render([AnswerDialog.Part(words, more)], Language);

    /// <summary>A confidence code in words.</summary>
    public static string Say(string code) => code switch
    {
        "S" => "S – said in the study",
        "V" => "V – read on the page named",
        "D" => "D – our own decision",
        "M" => "M – from memory, never told",
        _ => "U – uncertain, never told",
    };

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private bool Known(string topic, string language)
    {
        Topic = topic;
        Language = language;
        return drafts.Related.ContainsKey(topic) && IndexModel.Shown.Contains(language);
    }

    private async Task<IActionResult> DoAsync(Func<Task> act, string done, CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return await ShowAsync(cancellation);
        }

        try
        {
            await act();
            Message = done;
            ModelState.Clear();
            Parts = [];
        }
        catch (AnswerRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
        }
        catch (DbUpdateException)
        {
            ModelState.AddModelError("", "Somebody else changed this at the same moment. Read it again.");
        }

        db.ChangeTracker.Clear();
        return await ShowAsync(cancellation);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var versions = await db.Set<AnswerVersion>().AsNoTracking().Where(a => a.Topic == Topic && a.Language == Language).OrderByDescending(a => a.Version).ToListAsync(cancellation);
        Versions = versions.ConvertAll(v => new Shown(
            v,
            JsonSerializer.Deserialize<AnswerPart[]>(v.Parts)!,
            names.GetValueOrDefault(v.WrittenBy, "somebody who left"),
            v.ReviewedBy is { } by ? names.GetValueOrDefault(by, "somebody who left") : null));
        if (Parts.Count == 0)
        {
            // A new version starts from what is there now; the first one from the draft that comes with the service.
            var before = Versions.Count > 0 ? Versions[0].Parts : drafts.Parts(Topic, Language);
            Parts = [.. before.Select(p => new PartForm { Words = p.Words, Spoken = p.Spoken, Code = p.Code, Source = p.Source })];
            Related = Versions.Count > 0 ? Versions[0].Version.Related : string.Join(',', drafts.Related[Topic]);
        }

        while (Parts.Count < AnswerService.MostParts)
        {
            Parts.Add(new PartForm());
        }

        return Page();
    }

    /// <summary>One message of the form.</summary>
    public sealed class PartForm
    {
        public string? Words { get; set; }

        public string? Spoken { get; set; }

        public string? Code { get; set; }

        public string? Source { get; set; }
    }

    /// <summary>One version as shown.</summary>
    public sealed record Shown(AnswerVersion Version, IReadOnlyList<AnswerPart> Parts, string Writer, string? Reviewer);
}
