using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Approval;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.CourtUpdates;

/// <summary>The updates of one judgment side by side; each is approved and sealed on its own, and one that is refused does not take the others with it (S11).</summary>
public sealed class JudgmentModel(FamilyLinkContext db, FieldEncryptor encryptor, ApprovalDigest digests, ApprovalService approvals, ReviewTokens pages, TimeProvider clock) : PageModel
{
    private const int MostAtOnce = 50;

    public List<Item> Items { get; private set; } = [];

    public List<(string Code, string Result, bool Good)> Results { get; } = [];

    public Task<IActionResult> OnGetAsync(Guid entryId, CancellationToken cancellation) => ShowAsync(entryId, cancellation);

    public async Task<IActionResult> OnPostAsync(Guid entryId, List<string> seen, CancellationToken cancellation)
    {
        var me = User.StaffId();
        var here = await db.OfSameJudgment(User, entryId).AsNoTracking()
            .Join(db.Cases, n => n.CaseId, c => c.Id, (n, c) => new { n.Id, c.Code }).OrderBy(n => n.Code).Take(MostAtOnce).ToListAsync(cancellation);
        foreach (var token in seen.Take(MostAtOnce))
        {
            // The token itself says which update it is of; one that fits none of these is refused like any other.
            var (code, result, good) = ("?", "This page is not one that was shown to you. Open it and read it again.", false);
            foreach (var update in here)
            {
                try
                {
                    var digest = pages.SealOf(token, update.Id, me);
                    code = update.Code;
                    await approvals.ApproveAsync(update.Id, me, User.IsInRole(StaffRoles.Approver), digest, cancellation);
                    (result, good) = ("your approval is sealed to exactly these words.", true);
                    break;
                }
                catch (NoticeRefusedException refused) when (code != update.Code)
                {
                    result = refused.Message;
                }
                catch (NoticeRefusedException refused)
                {
                    result = refused.Message;
                    break;
                }
                catch (DbUpdateException)
                {
                    result = "Somebody else changed it at the same moment. Read it again.";
                    break;
                }
                finally
                {
                    db.ChangeTracker.Clear();
                }
            }

            Results.Add((code, result, good));
        }

        return await ShowAsync(entryId, cancellation);
    }

    private async Task<IActionResult> ShowAsync(Guid entryId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var me = User.StaffId();
        var rows = await db.OfSameJudgment(User, entryId).AsNoTracking()
            .Join(db.Cases, n => n.CaseId, c => c.Id, (n, c) => new { n.Id, n.ContactId, c.Code })
            .OrderBy(n => n.Code).Take(MostAtOnce).ToListAsync(cancellation);
        if (rows.Count == 0)
        {
            return NotFound();
        }

        foreach (var row in rows)
        {
            if (await digests.ReadAsync(db, row.Id, now, cancellation) is { Court: not null } read)
            {
                var contact = await db.Contacts.AsNoTracking().SingleAsync(c => c.Id == row.ContactId, cancellation);
                Items.Add(new Item(
                    read,
                    row.Code,
                    encryptor.DecryptIfKept(contact.PersonKeyId, "contact.name", contact.Name),
                    DetailsModel.Explain(read),
                    DetailsModel.WhyNotApproveFor(read, me),
                    pages.Of(read, me)));
                db.Audit(AuditFact.Staff(me, "court-update.read", $"court-update:{row.Id:N}"));
            }
        }

        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    /// <summary>One recipient.</summary>
    public sealed record Item(ApprovableNotice Read, string Code, string? Recipient, string? WhyNot, string? WhyNotApprove, string Seen);
}
