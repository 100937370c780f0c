using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Answers;

/// <summary>One taught sentence and what it changes, seen before it is published.</summary>
public sealed class TaughtModel(FamilyLinkContext db, TeachingService service, TaughtEffect effect, FieldEncryptor encryptor) : PageModel
{
    /// <summary>The most sentences of the bank that are listed; all are counted.</summary>
    public const int MostShown = 200;

    public TaughtSentence Sentence { get; private set; } = null!;

    public string Words { get; private set; } = "";

    public EffectOfTeaching Effect { get; private set; } = null!;

    public string? Message { get; private set; }

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => ShowAsync(id, cancellation);

    public Task<IActionResult> OnPostPublishAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, () => service.PublishAsync(id, User.StaffId(), cancellation), "It works from now on.", cancellation);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, () => service.WithdrawAsync(id, User.StaffId(), cancellation), "It is taken back. Everything is as before.", cancellation);

    private async Task<IActionResult> DoAsync(Guid id, Func<Task> act, string done, CancellationToken cancellation)
    {
        if (!await db.Set<TaughtSentence>().AnyAsync(t => t.Id == id, cancellation))
        {
            return NotFound();
        }

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

        db.ChangeTracker.Clear();
        return await ShowAsync(id, cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken cancellation)
    {
        if (await db.Set<TaughtSentence>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation) is not { } sentence
            || encryptor.DecryptIfKept(sentence.PersonKeyId, "taught.words", sentence.Words) is not { } words)
        {
            return NotFound();
        }

        (Sentence, Words) = (sentence, words);
        Effect = await effect.OfAsync(new(sentence.Kind, sentence.Label, TaughtSounds.Of(words)), sentence.Language, words, cancellation);
        db.Audit(AuditFact.Staff(User.StaffId(), "taught.read", $"taught:{id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }
}
