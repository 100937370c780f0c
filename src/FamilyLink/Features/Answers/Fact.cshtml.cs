using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FamilyLink.Data;
using FamilyLink.Data.Answers;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>One fact that changes: its versions, and a form for what somebody found when they read the source or called the number (S15).</summary>
public sealed class FactModel(FamilyLinkContext db, AnswerDrafts drafts, AnswerService service, TimeProvider clock) : PageModel
{
    public FactVersion Newest { get; private set; } = null!;

    public List<FactVersion> Versions { get; private set; } = [];

    public Dictionary<Guid, string> Names { get; private set; } = [];

    public string? Message { get; private set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    [DataType(DataType.Date)]
    public DateTime? TrueOn { get; set; }

    [BindProperty]
    [DataType(DataType.Date)]
    public DateTime? VerifiedOn { get; set; }

    [BindProperty]
    public List<string> Confirmed { get; set; } = [];

    [BindProperty]
    public string? Hours { get; set; }

    [BindProperty]
    [Range(1, 24, ErrorMessage = "Write a number of months from 1 to 24.")]
    public int Months { get; set; } = 6;

    public async Task<IActionResult> OnGetAsync(string key, CancellationToken cancellation)
    {
        if (!await LoadAsync(key, cancellation))
        {
            return NotFound();
        }

        (Value, Code, Source, TrueOn, VerifiedOn, Hours) = (Newest.Value, Newest.Code, Newest.Source, Newest.TrueOn, Newest.VerifiedOn, Newest.Hours);
        Confirmed = [.. Newest.LanguagesConfirmed.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        return Page();
    }

    public async Task<IActionResult> OnPostWriteAsync(string key, CancellationToken cancellation)
    {
        if (!await LoadAsync(key, cancellation))
        {
            return NotFound();
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var fact = new FactVersion
        {
            Key = key,
            Version = Newest.Version + 1,
            Topic = Newest.Topic,
            Kind = Newest.Kind,
            Country = Newest.Country,
            Labels = Newest.Labels,
            Value = Value?.Trim() ?? "",
            Code = Code ?? "U",
            Source = Source?.Trim() ?? "",
            TrueOn = Day(TrueOn),
            VerifiedOn = Day(VerifiedOn),
            LanguagesConfirmed = string.Join(',', Confirmed.Where(Languages.Known)),
            Hours = Hours?.Trim() ?? "",
            ExpiresAt = now.AddMonths(Months),
            State = AnswerState.Draft,
            WrittenBy = User.StaffId(),
            WrittenAt = now,
        };
        return await DoAsync(key, () => service.WriteFactAsync(fact, cancellation), "It is written. Somebody else publishes it.", cancellation);
    }

    public async Task<IActionResult> OnPostPublishAsync(string key, Guid id, CancellationToken cancellation) =>
        await LoadAsync(key, cancellation) ? await DoAsync(key, () => service.PublishFactAsync(id, User.StaffId(), cancellation), "It is told from now on.", cancellation) : NotFound();

    /// <summary>What the fact is called in a language.</summary>
    public string Label(string language) => JsonSerializer.Deserialize<Dictionary<string, string>>(Newest.Labels)!.GetValueOrDefault(language, "");

    private static DateTime? Day(DateTime? day) => day is { } date ? DateTime.SpecifyKind(date.Date, DateTimeKind.Utc) : null;

    private async Task<bool> LoadAsync(string key, CancellationToken cancellation)
    {
        Versions = await db.Set<FactVersion>().AsNoTracking().Where(f => f.Key == key).OrderByDescending(f => f.Version).ToListAsync(cancellation);
        Names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        if ((Versions.Count > 0 ? Versions[0] : drafts.Facts.FirstOrDefault(f => f.Key == key)) is not { } newest)
        {
            return false;
        }

        Newest = newest;
        return true;
    }

    private async Task<IActionResult> DoAsync(string key, Func<Task> act, string done, CancellationToken cancellation)
    {
        if (ModelState.IsValid)
        {
            try
            {
                await act();
                Message = done;
            }
            catch (AnswerRefusedException refused)
            {
                ModelState.AddModelError("", refused.Message);
            }
            catch (DbUpdateException)
            {
                ModelState.AddModelError("", "Somebody else changed this at the same moment. Read it again.");
            }
        }

        db.ChangeTracker.Clear();
        await LoadAsync(key, cancellation);
        return Page();
    }
}
