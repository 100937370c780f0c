using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Notices;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging.Approval;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Notices;

/// <summary>Writing shelter notices from building blocks; what happens to them then is the same for every subject (<see cref="ApprovalService"/>).</summary>
public sealed class NoticeService(FamilyLinkContext db, ApprovalService approvals)
{
    /// <summary>How long an approved notice may be told unless the writer says less.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromDays(30);

    /// <summary>The building blocks a notice is made of, in the order they are told.</summary>
    public static IReadOnlyList<string> Blocks { get; } =
        ["block.cared-for", "block.not-punishment", "block.sends-word", "block.visit", "block.no-money", "block.caseworker"];

    /// <summary>The parts of a notice in a language: each block one message, then the writer's own words.</summary>
    public static IReadOnlyList<string> Parts(IEnumerable<string> blocks, string? freeText, string language)
    {
        var chosen = blocks.ToHashSet(StringComparer.Ordinal);
        var parts = Blocks.Where(chosen.Contains).Select(block => ScriptText.ForSending(Texts.Get(block, language).Text)).ToList();
        if (!string.IsNullOrWhiteSpace(freeText))
        {
            parts.Add(ScriptText.ForSending(freeText.Trim()));
        }

        return parts;
    }

    /// <summary>Writes a new notice, or a new edition of one; every approval given before is void (S11).</summary>
    /// <exception cref="NoticeRefusedException">The contact is not linked to the case, nothing is said, or the notice was withdrawn.</exception>
    public async Task<Notice> WriteAsync(Guid? noticeId, Guid caseId, Guid contactId, Guid writer, IReadOnlyCollection<string> blocks, string? freeText, TimeSpan life, CancellationToken cancellation, string? meaning = null)
    {
        var language = await db.Contacts.Where(c => c.Id == contactId).Select(c => c.Language).SingleAsync(cancellation);
        var parts = Parts(blocks, freeText, language);
        NoticeWords[] words =
        [
            new(Channel.Sms, language, ConversationOpener.OpeningText(language), parts),
            new(Channel.Voice, language, ConversationOpener.SpokenOpening(language), parts),
        ];
        return await approvals.WriteAsync(new NoticeDraft(NoticeSubject.Shelter, noticeId, caseId, contactId, writer, blocks, freeText, words, life, meaning), null, cancellation);
    }

    /// <inheritdoc cref="ApprovalService.ApproveAsync"/>
    public Task ApproveAsync(Guid noticeId, Guid approver, bool holdsApproverRole, byte[] digestSeen, CancellationToken cancellation) =>
        approvals.ApproveAsync(noticeId, approver, holdsApproverRole, digestSeen, cancellation);

    /// <inheritdoc cref="ApprovalService.HoldAsync"/>
    public Task HoldAsync(Guid noticeId, Guid staff, bool hold, CancellationToken cancellation) => approvals.HoldAsync(noticeId, staff, hold, cancellation);

    /// <inheritdoc cref="ApprovalService.WithdrawAsync"/>
    public Task WithdrawAsync(Guid noticeId, Guid staff, CancellationToken cancellation) => approvals.WithdrawAsync(noticeId, staff, cancellation);
}
