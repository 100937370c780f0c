using System.Globalization;
using FamilyLink.Data;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Translations;

/// <summary>One wording side by side with its source: writing, measuring, reviewing, going back.</summary>
public sealed class EditModel(TranslationService service, SiteWordings site, FamilyLinkContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty(SupportsGet = true)]
    public string Medium { get; set; } = "text";

    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string Hash { get; set; } = "";

    [BindProperty]
    public string? Comment { get; set; }

    [BindProperty]
    public int Number { get; set; }

    public WordingMedium Read => Medium == "voice" ? WordingMedium.Voice : WordingMedium.Text;

    public WordingSource Source { get; private set; } = null!;

    public CurrentWording Current { get; private set; } = null!;

    public ReviewState State { get; private set; }

    public Review? Review { get; private set; }

    public string? ReviewBy { get; private set; }

    public bool MayDecide { get; private set; }

    public string? Message { get; private set; }

    public string Measured { get; private set; } = "";

    public string Preview { get; private set; } = "";

    public IReadOnlyList<WordingFault> Faults { get; private set; } = [];

    public IReadOnlyList<GlossaryEntry> Hints { get; private set; } = [];

    public List<WordingRemark> Comments { get; private set; } = [];

    public List<Edition> Versions { get; private set; } = [];

    public string? Previous { get; private set; }

    public string? Next { get; private set; }

    /// <summary>What is said now, which is not the newest edition while that is not signed off in Live.</summary>
    public string? Said => Texts.Exactly(Key, Language, Read);

    public bool SaidNow => Said == Current.Text;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public Task<IActionResult> OnPostSaveAsync(CancellationToken cancellation)
    {
        // A browser sends line breaks in two letters.
        var text = (Text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
        Text = text;
        return DoAsync(() => service.SaveAsync(Key, Language, Read, text, User.StaffId(), cancellation), "The new edition is saved.", cancellation);
    }

    public Task<IActionResult> OnPostAskAsync(CancellationToken cancellation) =>
        DoAsync(() => service.AskAsync(Key, Language, Read, Hash, User.StaffId(), cancellation), "A review is asked for.", cancellation);

    public Task<IActionResult> OnPostSignAsync(CancellationToken cancellation) =>
        DoAsync(() => service.SignAsync(Key, Language, Read, Hash, User.StaffId(), cancellation), "These words are signed off.", cancellation);

    public Task<IActionResult> OnPostBackAsync(CancellationToken cancellation) =>
        DoAsync(() => service.SendBackAsync(Key, Language, Read, Hash, User.StaffId(), cancellation), "These words are a draft again.", cancellation);

    public Task<IActionResult> OnPostRevertAsync(CancellationToken cancellation) =>
        DoAsync(() => service.RevertAsync(Key, Language, Read, Number, User.StaffId(), cancellation), "The earlier words are back as a new edition.", cancellation);

    public Task<IActionResult> OnPostCommentAsync(CancellationToken cancellation) =>
        DoAsync(() => service.CommentAsync(Key, Language, Comment, User.StaffId(), cancellation), "Your comment is there.", cancellation);

    private async Task<IActionResult> DoAsync(Func<Task> work, string done, CancellationToken cancellation)
    {
        if (WordingSources.Of(Key) is null)
        {
            return NotFound();
        }

        try
        {
            await work();
            Message = done;
            Text = null;
        }
        catch (TranslationRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
        }

        return await ShowAsync(cancellation);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        if (WordingSources.Of(Key, Read) is not { } source)
        {
            return NotFound();
        }

        Source = source;
        Current = await service.CurrentAsync(Key, Language, Read, cancellation);
        State = site.Ledger.StateOf(Key, Language, Read, Current.Text);
        Review = Current.Text is null ? null : site.Ledger.Find(Key, Language, Read, Current.Text);
        Hash = Current.Text is null ? "" : ReviewLedger.HashOf(Current.Text);
        Text ??= Current.Text ?? "";
        ModelState.Remove(nameof(Text));
        Faults = Text.Length == 0 ? [] : WordingRules.Faults(Key, Language, Read, Text);
        Measured = WordingMeasure.Say(Text);
        Preview = WordingMeasure.Preview(Text);
        Hints = Glossary.HintsFor(source.English);
        var staff = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        ReviewBy = Review is null ? null : Guid.TryParse(Review.By, out var by) ? staff.GetValueOrDefault(by, "") : Review.By;
        var me = User.StaffId();
        MayDecide = Current.WrittenBy != me && await db.Set<NativeSpeaker>().AnyAsync(s => s.StaffId == me && s.ConfirmedBy != null && s.Language == Language, cancellation);
        Comments = [.. (await db.Set<WordingComment>().AsNoTracking().Where(c => c.Key == Key && c.Language == Language).OrderBy(c => c.At).ToListAsync(cancellation))
            .Select(c => new WordingRemark(staff.GetValueOrDefault(c.By, ""), c.At, c.Text))];
        Versions = [.. (await db.Set<WordingVersion>().AsNoTracking().Where(v => v.Key == Key && v.Language == Language && v.Medium == Read).OrderByDescending(v => v.Number).ToListAsync(cancellation))
            .Select(v => new Edition(v.Number, v.AsShipped ? "(as shipped)" : v.Text, staff.GetValueOrDefault(v.WrittenBy, ""), v.WrittenAt))];
        Versions.Add(new(0, Texts.AsShipped(Key, Language, Read), "", null));
        var keys = WordingSources.All.Select(s => s.Key).ToList();
        var place = keys.IndexOf(Key);
        Previous = place > 0 ? keys[place - 1] : null;
        Next = place + 1 < keys.Count ? keys[place + 1] : null;
        return Page();
    }

    /// <summary>One comment.</summary>
    public sealed record WordingRemark(string By, DateTime At, string Text);

    /// <summary>One edition.</summary>
    public sealed record Edition(int Number, string? Text, string By, DateTime? At);
}

/// <summary>What a wording costs and how it arrives.</summary>
internal static class WordingMeasure
{
    /// <summary>Units and parts in words.</summary>
    public static string Say(string text)
    {
        var counted = SmsSegments.Count(ScriptText.ForSending(text));
        return string.Create(CultureInfo.InvariantCulture, $"{counted.Units} of {WordingLint.MostUnits} units, {counted.Parts} SMS ({counted.Encoding})");
    }

    /// <summary>The text as it arrives, with something in the place of each placeholder.</summary>
    public static string Preview(string text) => ScriptText.ForSending(text).Replace("{hours}", "8-17", StringComparison.Ordinal);
}
