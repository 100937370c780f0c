using System.Security.Claims;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Localization;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Security;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// Claiming a conversation, answering in it, noting, handing over and closing. Every step is one transaction with its audit entry (S21).
/// One file past 300 lines: who owns a hand-off decides about every step, and the steps are read beside each other.
/// </summary>
public sealed class InboxService(
    FamilyLinkContext db, FieldEncryptor encryptor, StaffWords rules, StaffAnswerDigest digest, IAnswerLibrary answers, DispatchSchedule schedule, SiteSettings site, TimeProvider clock)
{
    // The service's sign that a talk with a person is over and that nobody has been told so yet: the next message is answered with it.
    internal static readonly DateTime Over = DateTime.UnixEpoch;

    /// <summary>A conversation this person may see (S23): of nobody on file, or of somebody they may see.</summary>
    public Task<Conversation?> FindAsync(Guid id, ClaimsPrincipal user, CancellationToken cancellation) =>
        db.VisibleConversations(user).SingleOrDefaultAsync(c => c.Id == id, cancellation);

    /// <summary>The hand-off that is open now, or null.</summary>
    public Task<Handoff?> OpenAsync(Guid conversation, CancellationToken cancellation) =>
        db.Set<Handoff>().SingleOrDefaultAsync(h => h.ConversationId == conversation && h.EndedAt == null, cancellation);

    /// <summary>What staff read where nothing can be sent.</summary>
    public const string NoWayBack = "This came without a number that can be written to or called. Read it, and do what can be done another way.";

    /// <summary>False when whoever wrote or called hid the number.</summary>
    public bool CanBeAnswered(Conversation conversation) => encryptor.DecryptIfKept(conversation.PersonKeyId, "conversation.address", conversation.Address) is not { } address || Addresses.CanBeAnswered(address);

    /// <summary>Takes a conversation. Of two at once exactly one wins, and the other learns who.</summary>
    public async Task<ClaimOutcome> ClaimAsync(Guid id, Guid staff, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            db.ChangeTracker.Clear();
            var now = Now();
            var open = await OpenAsync(id, cancellation);
            if (open is not null && (open.OwnerId == staff || open.LastSignAt + site.PersonSilence > now))
            {
                return new ClaimOutcome(open.OwnerId == staff, open.OwnerId);
            }

            if (open is null)
            {
                db.Add(new Handoff { ConversationId = id, OwnerId = staff, Since = now, LastSignAt = now });
            }
            else
            {
                // Its owner has been silent too long: whoever comes now has it.
                (open.OwnerId, open.Since, open.LastSignAt) = (staff, now, now);
            }

            try
            {
                await SilenceServiceAsync(id, now, cancellation);
                await db.TasksOfUnits().Where(t => t.ConversationId == id && t.DoneAt == null && t.ClaimedBy == null).ForEachAsync(t => (t.ClaimedBy, t.ClaimedAt) = (staff, now), cancellation);
                db.Audit(AuditFact.Staff(staff, "conversation.claimed", $"conversation:{id:N}"));
                await db.SaveChangesAsync(cancellation);
                return new ClaimOutcome(true, staff);
            }
            catch (DbUpdateException) when (tries < 10)
            {
                // Somebody else was faster, or the person wrote at this moment: look again.
            }
        }
    }

    /// <summary>Sends a reviewed text, or the caseworker's own words, in the person's language. The gate decides when, and whether, it leaves.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="staff">The owner of its hand-off.</param>
    /// <param name="key">The form's key: the same form sent twice is one answer.</param>
    /// <param name="snippet">The id of a reviewed text, or null.</param>
    /// <param name="words">Own words, when there is no snippet.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>True when it waits for a second person.</returns>
    /// <exception cref="InboxRefusedException">It is not theirs, or the words may not be said.</exception>
    public async Task<bool> AnswerAsync(Conversation conversation, Guid staff, Guid key, string? snippet, string? words, CancellationToken cancellation)
    {
        if (await db.Set<StaffAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == key, cancellation) is { } before)
        {
            return before.NeedsSecond && before.SeenBy is null;
        }

        var now = Now();
        var handoff = await MineAsync(conversation.Id, staff, cancellation);
        if (!CanBeAnswered(conversation))
        {
            throw new InboxRefusedException(NoWayBack);
        }

        var language = LanguageOf(conversation);
        var verified = conversation.VerifiedUntil > now ? conversation.VerifiedContactId : null;
        string? text;
        if (snippet is { Length: > 0 })
        {
            text = await digest.SnippetAsync(snippet, language, null, now, cancellation) ?? throw new InboxRefusedException("This text is not reviewed any more. Choose another.");
        }
        else
        {
            text = ScriptText.ForSending((words ?? "").Trim());
            if (text.Length == 0)
            {
                throw new InboxRefusedException("Write an answer, or choose a reviewed text.");
            }

            if (await rules.ProblemsAsync(db, conversation, text, language, verified is not null, now, cancellation) is [var problem, ..])
            {
                throw new InboxRefusedException(problem);
            }
        }

        // Lao leaves out whom it speaks of, and ສະບາຍດີ is "hello" and "she is well": no list can tell that words tell nothing about anybody (S10).
        var needsSecond = snippet is not { Length: > 0 };
        var answer = new StaffAnswer
        {
            Id = key,
            ConversationId = conversation.Id,
            WrittenBy = staff,
            At = now,
            WordsHash = digest.HashOf(key, text),
            Snippet = snippet is { Length: > 0 } ? snippet : null,
            OnlyFor = snippet is { Length: > 0 } ? null : verified,
            NeedsSecond = needsSecond,
            Words = needsSecond ? encryptor.Encrypt(conversation.PersonKeyId, "message.body", text) : EncryptedValue.Empty,
        };
        db.Add(answer);
        if (!needsSecond)
        {
            Queue(conversation, answer, text, language, verified, now);
        }

        await SignAsync(handoff, conversation.Id, now, cancellation);
        db.Audit(AuditFact.Staff(staff, needsSecond ? "conversation.answer-proposed" : "conversation.answered", $"conversation:{conversation.Id:N}", snippet is { Length: > 0 } ? snippet : "own words"));
        await db.SaveChangesAsync(cancellation);
        schedule.Wake();
        return needsSecond;
    }

    // Another agency neither reads what this one is about to say, nor decides about it (S23).
    private IQueryable<StaffAnswer> OfAgency(Guid agency) => db.Set<StaffAnswer>().Where(a => db.Users.Any(u => u.Id == a.WrittenBy && u.AgencyId == agency));

    /// <summary>The answers in a conversation that wait for a second person of the writer's agency.</summary>
    public async Task<IReadOnlyList<(StaffAnswer Answer, string Words)>> WaitingForSecondAsync(Conversation conversation, Guid agency, CancellationToken cancellation) =>
        [.. (await OfAgency(agency).AsNoTracking().Where(a => a.ConversationId == conversation.Id && a.NeedsSecond && a.SeenBy == null).OrderBy(a => a.At).ToListAsync(cancellation))
            .Select(a => (a, encryptor.DecryptIfKept(conversation.PersonKeyId, "message.body", a.Words) ?? ""))];

    /// <summary>A second person has read an answer and lets it go, or not.</summary>
    /// <exception cref="InboxRefusedException">They wrote it, or somebody else has decided.</exception>
    public async Task SecondAsync(Conversation conversation, Guid answerId, Guid staff, Guid agency, bool send, CancellationToken cancellation)
    {
        var answer = await OfAgency(agency).SingleOrDefaultAsync(a => a.Id == answerId && a.ConversationId == conversation.Id && a.NeedsSecond, cancellation);
        if (answer is null || answer.SeenBy is not null)
        {
            throw new InboxRefusedException("Somebody has decided about this already.");
        }

        if (answer.WrittenBy == staff)
        {
            throw new InboxRefusedException("You wrote this. Somebody else must look at it.");
        }

        var now = Now();
        if (send && await db.Suppressions.AnyAsync(s => s.AddressHash == conversation.AddressHash && s.Since >= answer.At, cancellation))
        {
            throw new InboxRefusedException("They asked to be left alone after this was written (S3). Do not send it.");
        }

        if (encryptor.DecryptIfKept(conversation.PersonKeyId, "message.body", answer.Words) is not { } text)
        {
            throw new InboxRefusedException("The person asked to be forgotten.");
        }

        (answer.SeenBy, answer.SeenAt, answer.Turned, answer.Words) = (staff, now, !send, EncryptedValue.Empty);
        if (send)
        {
            Queue(conversation, answer, text, LanguageOf(conversation), answer.OnlyFor, now);
        }

        db.Audit(AuditFact.Staff(staff, send ? "conversation.answer-seconded" : "conversation.answer-turned-down", $"conversation:{conversation.Id:N}"));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new InboxRefusedException("Somebody has decided about this already.");
        }

        schedule.Wake();
    }

    private void Queue(Conversation conversation, StaffAnswer answer, string text, string language, Guid? verified, DateTime now) => db.Add(new OutboundMessage
    {
        SendKey = $"staff-answer:{answer.Id:N}",
        Channel = conversation.Channel,
        ContactId = verified,
        ConversationId = conversation.Id,
        AddressHash = conversation.AddressHash,
        Address = encryptor.Encrypt(conversation.PersonKeyId, "message.address", encryptor.Decrypt(conversation.PersonKeyId, "conversation.address", conversation.Address)!),
        PersonKeyId = conversation.PersonKeyId,
        Body = encryptor.Encrypt(conversation.PersonKeyId, "message.body", text),
        Language = language,
        Purpose = OutboundPurpose.StaffAnswer,
        Priority = (int)OutboundPurpose.StaffAnswer,
        CauseKind = StaffAnswerDigest.Kind,
        CauseId = answer.Id,
        NotBefore = now,
        ExpiresAt = now.AddDays(1),
        CreatedAt = now,
        State = OutboundState.Waiting,
        StateAt = now,
    });

    /// <summary>Writes a note that only staff read.</summary>
    public async Task NoteAsync(Conversation conversation, Guid staff, Guid key, string? words, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(words) || words.Length > 2_000)
        {
            throw new InboxRefusedException("Write a note of at most 2,000 letters.");
        }

        if (await db.Set<HandoffNote>().AnyAsync(n => n.Id == key, cancellation))
        {
            return;
        }

        var now = Now();
        var handoff = await MineAsync(conversation.Id, staff, cancellation);
        db.Add(new HandoffNote { Id = key, ConversationId = conversation.Id, WrittenBy = staff, At = now, Words = encryptor.Encrypt(conversation.PersonKeyId, "handoff.note", words.Trim()) });
        await SignAsync(handoff, conversation.Id, now, cancellation);
        db.Audit(AuditFact.Staff(staff, "conversation.noted", $"conversation:{conversation.Id:N}"));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Gives the conversation to a colleague who may see it.</summary>
    public async Task HandOverAsync(Conversation conversation, Guid staff, Guid to, CancellationToken cancellation)
    {
        var now = Now();
        var handoff = await MineAsync(conversation.Id, staff, cancellation);
        (handoff.OwnerId, handoff.Since) = (to, now);
        await SignAsync(handoff, conversation.Id, now, cancellation);
        await db.TasksOfUnits().Where(t => t.ConversationId == conversation.Id && t.DoneAt == null).ForEachAsync(t => (t.ClaimedBy, t.ClaimedAt) = (to, now), cancellation);
        db.Audit(AuditFact.Staff(staff, "conversation.handed-over", $"conversation:{conversation.Id:N}", $"staff:{to:N}"));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Ends it: done, or back to everybody. The service answers the person's next message again, and says so.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="staff">Its owner.</param>
    /// <param name="done">True when nothing is left to do; false puts it back into the inbox, alarms and all.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task EndAsync(Conversation conversation, Guid staff, bool done, CancellationToken cancellation)
    {
        var now = Now();
        var handoff = await MineAsync(conversation.Id, staff, cancellation);
        (handoff.EndedAt, handoff.EndedHow) = (now, done ? "closed" : "released");

        // Who heard nothing from a person is not told that one was there.
        var spoke = conversation.LastInboundAt > handoff.Since || await db.Set<StaffAnswer>().AnyAsync(a => a.ConversationId == conversation.Id && a.At >= handoff.Since, cancellation);
        await SilenceServiceAsync(conversation.Id, spoke ? Over : null, cancellation);
        await db.TasksOfUnits().Where(t => t.ConversationId == conversation.Id && t.DoneAt == null).ForEachAsync(
            t =>
            {
                if (done)
                {
                    (t.DoneAt, t.DoneBy) = (now, staff);
                }
                else
                {
                    (t.ClaimedBy, t.ClaimedAt) = (null, null);
                }
            },
            cancellation);
        db.Audit(AuditFact.Staff(staff, done ? "conversation.closed" : "conversation.released", $"conversation:{conversation.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        schedule.Wake();
    }

    /// <summary>Puts it back until a later time: the inbox does not show it before, unless they write again.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="staff">Its owner.</param>
    /// <param name="hours">How many hours from now.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InboxRefusedException">It is not theirs, somebody may be in danger in it, or the time is none of <see cref="SnoozeHours"/>.</exception>
    public async Task SnoozeAsync(Conversation conversation, Guid staff, int hours, CancellationToken cancellation)
    {
        if (!SnoozeHours.Contains(hours))
        {
            throw new InboxRefusedException("Choose until when.");
        }

        await MineAsync(conversation.Id, staff, cancellation);
        var open = await db.TasksOfUnits().Where(t => t.ConversationId == conversation.Id && t.DoneAt == null).ToListAsync(cancellation);
        if (open.Exists(t => t.Urgency != Urgency.Normal))
        {
            throw new InboxRefusedException("Somebody may be in danger here, or it is for today. This cannot be put off.");
        }

        if (hours > LongestForAll && open.Exists(t => t.AgencyId is null))
        {
            throw new InboxRefusedException("Other agencies wait for this too: a day at most.");
        }

        open.ForEach(t => (t.SnoozedAt, t.SnoozedUntil) = (Now(), Now().AddHours(hours)));
        db.Audit(AuditFact.Staff(staff, "conversation.snoozed", $"conversation:{conversation.Id:N}", $"{hours} h"));
        await EndAsync(conversation, staff, false, cancellation);
    }

    /// <summary>For how many hours a conversation may be put off.</summary>
    public static IReadOnlyList<int> SnoozeHours { get; } = [1, 4, 24, 72, 168];

    private const int LongestForAll = 24;

    /// <summary>The language the person is answered in: the one they chose, else that of their number; Lao letters for Khmu.</summary>
    public string LanguageOf(Conversation conversation)
    {
        var chosen = StateJson.Read(encryptor.DecryptIfKept(conversation.PersonKeyId, "conversation.state", conversation.State)).Language
            ?? SiteSettings.LanguageOfNumber(encryptor.DecryptIfKept(conversation.PersonKeyId, "conversation.address", conversation.Address) ?? "")
            ?? site.Languages[0];
        return chosen == Languages.Khmu ? Languages.Lao : chosen;
    }

    /// <summary>The reviewed texts to choose from, in the person's language.</summary>
    public async Task<IReadOnlyList<(string Id, string Words)>> SnippetsAsync(string language, CancellationToken cancellation) =>
    [
        .. StaffAnswerDigest.FixedTexts.Select(key => ("text:" + key, Texts.Get(key, language).Text)),
        .. (await answers.SnippetsAsync(language, null, Now(), cancellation)).Select(s => (StaffAnswerDigest.IdOf(s), s.Words)),
    ];

    private async Task<Handoff> MineAsync(Guid conversation, Guid staff, CancellationToken cancellation) =>
        await OpenAsync(conversation, cancellation) is { } open && open.OwnerId == staff ? open : throw new InboxRefusedException("This conversation is not with you. Claim it first.");

    private async Task SignAsync(Handoff handoff, Guid conversation, DateTime now, CancellationToken cancellation)
    {
        handoff.LastSignAt = now;
        await SilenceServiceAsync(conversation, now, cancellation);
    }

    // Under duress the service goes on as if nothing were known: its silence, or the word that somebody was there, would tell whoever holds the phone (S7).
    // The version moves too: a turn that began before this is made again and finds the person there.
    private async Task SilenceServiceAsync(Guid id, DateTime? since, CancellationToken cancellation)
    {
        var conversation = await db.Conversations.SingleAsync(c => c.Id == id, cancellation);
        conversation.HumanActiveSince = await NumberRules.IsHeldForDuressAsync(db, conversation.AddressHash, cancellation) ? null : since;
        conversation.Version++;
    }

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
