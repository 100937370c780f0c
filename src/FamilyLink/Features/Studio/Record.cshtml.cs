using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Recordings;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Studio;

/// <summary>Recording one sentence, hearing it, and signing it off.</summary>
[RequestSizeLimit(AudioConverter.LargestFile + 100_000)]
[RequestFormLimits(MultipartBodyLengthLimit = AudioConverter.LargestFile + 100_000)]
public sealed class RecordModel(RecordingService service, FamilyLinkContext db, FieldEncryptor encryptor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Language { get; set; } = Languages.Lao;

    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    [BindProperty]
    public string? Speaker { get; set; }

    [BindProperty]
    public string? Dialect { get; set; }

    [BindProperty]
    public bool Agreed { get; set; }

    [BindProperty]
    public IFormFile? Sound { get; set; }

    public string Words { get; private set; } = "";

    /// <summary>The topic whose answer this is a part of; null for a prompt of the dialogs.</summary>
    public string? About { get; private set; }

    public WordingSource? Source { get; private set; }

    public IReadOnlyList<KhmuWord> Attested { get; private set; } = [];

    public IReadOnlyList<Take> Takes { get; private set; } = [];

    public string? Problem { get; private set; }

    public string? Next { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        try
        {
            await using var content = Sound?.OpenReadStream() ?? Stream.Null;
            await service.RecordAsync(Key, Language, content, Speaker, Dialect, Agreed, User.StaffId(), cancellation);
            return Redirect($"/studio/{Language}/{Key}");
        }
        catch (RecordingRefusedException refused)
        {
            Problem = refused.Message;
            return await ShowAsync(cancellation);
        }
    }

    public Task<IActionResult> OnPostSignAsync(Guid id, string hash, CancellationToken cancellation) => DoAsync(() => service.SignAsync(id, hash, User.StaffId(), cancellation), cancellation);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellation) => DoAsync(() => service.WithdrawAsync(id, User.StaffId(), cancellation), cancellation);

    private async Task<IActionResult> DoAsync(Func<Task> what, CancellationToken cancellation)
    {
        try
        {
            await what();
            return Redirect($"/studio/{Language}/{Key}");
        }
        catch (RecordingRefusedException refused)
        {
            Problem = refused.Message;
            return await ShowAsync(cancellation);
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        if (await service.WordsOfAsync(Key, Language, cancellation) is not { } read)
        {
            return NotFound();
        }

        (Words, About) = read;
        Source = WordingSources.Of(Key, WordingMedium.Voice) ?? WordingSources.Of(Key);
        Attested = Language == Languages.Khmu && Source is { } source ? KhmuWords.In(source.English) : [];
        var staff = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var speakers = new List<Take>();
        foreach (var one in await service.OfAsync(Key, Language, cancellation))
        {
            speakers.Add(new Take(one, encryptor.DecryptIfKept(one.PersonKeyId, "recording.speaker", one.Speaker) ?? "", staff.GetValueOrDefault(one.RecordedBy, ""), one.SignedBy is { } by ? staff.GetValueOrDefault(by, "") : null));
        }

        Takes = speakers;
        Next = (await service.ListAsync(Language, cancellation)).FirstOrDefault(r => r.Key != Key && r.State is PromptState.Missing or PromptState.Outdated)?.Key;
        return Page();
    }

    /// <summary>One recording with the names that belong to it.</summary>
    public sealed record Take(VoiceRecording Recording, string Speaker, string RecordedBy, string? SignedBy);
}
