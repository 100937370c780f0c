using System.Globalization;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Inbox;

/// <summary>
/// One conversation: what was said, by whom, what is on file – so that nobody asks again (S16) – and what a caseworker may do.
/// One file past 300 lines: the page's actions, and what of it whom may see.
/// </summary>
public sealed class ConversationModel(FamilyLinkContext db, FieldEncryptor encryptor, InboxService service, SiteSettings site, ConsoleText text, TimeProvider clock) : PageModel
{
    private const int LinesShown = 60;

    // What was said to somebody as a contact of another agency's case is that agency's (S23).
    private const string Erased = "(erased)";

    private const string ForAnother = "(about another agency's case)";

    private const string ForReaders = "(about staff: for readers of complaints)";

    public Conversation Talk { get; private set; } = null!;

    public string Language { get; private set; } = "lo";

    public string? Topic { get; private set; }

    public string? Owner { get; private set; }

    public bool Mine { get; private set; }

    public bool Verified { get; private set; }

    /// <summary>False when whoever wrote or called hid the number.</summary>
    public bool CanBeAnswered { get; private set; } = true;

    public bool Free { get; private set; }

    public string? Message { get; private set; }

    public string SilenceMinutes => site.PersonSilence.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);

    public List<Line> Lines { get; private set; } = [];

    public List<NoteLine> Notes { get; private set; } = [];

    public List<OnFile> People { get; private set; } = [];

    public List<StaffTask> Tasks { get; private set; } = [];

    public IReadOnlyList<(string Id, string Words)> Snippets { get; private set; } = [];

    /// <summary>What the owner reads under duress (S7).</summary>
    public const string DuressGoesOn = "It is yours. The duress word was used: the service goes on answering, so that whoever holds the phone notices nothing. Nothing that you write leaves.";

    /// <summary>Whether a duress word holds the number, so that the service goes on answering.</summary>
    public bool HeldForDuress { get; private set; }

    public List<(Guid Id, string Name)> Colleagues { get; private set; } = [];

    /// <summary>Answers that wait for a second person: whose, the words, and whether the reader wrote them.</summary>
    public List<(Guid Id, string Writer, string Words, bool Own)> ForSecond { get; private set; } = [];

    [BindProperty]
    public string? Snippet { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public Guid Key { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) =>
        await LoadAsync(id, cancellation) ? await ShowAsync(cancellation) : NotFound();

    /// <summary>The sound of a voice message, for whoever may read the conversation's words; each time it is fetched is on record (S21).</summary>
    public async Task<IActionResult> OnGetSoundAsync(Guid id, Guid message, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation)
            || await db.Set<VoiceMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == message && m.ConversationId == id && m.State == VoiceMessageState.Kept, cancellation) is not { } said)
        {
            return NotFound();
        }

        await TellHistoryAsync(clock.GetUtcNow().UtcDateTime, int.MaxValue, cancellation);
        if (!Lines.Exists(l => l.Sound?.Id == said.Id && !l.Hidden) || SoundOf(said) is not { } sound || SoundType.Of(sound) is not { } type)
        {
            return NotFound();
        }

        db.Audit(AuditFact.Staff(User.StaffId(), "voice-message.heard", $"conversation:{id:N}", $"voice-message:{message:N}"));
        await db.SaveChangesAsync(cancellation);
        Response.Headers.CacheControl = "no-store";
        return new FileContentResult(sound, type) { EnableRangeProcessing = true };
    }

    public async Task<IActionResult> OnPostClaimAsync(Guid id, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        var claim = await service.ClaimAsync(id, User.StaffId(), cancellation);
        Message = claim.Won ? await NumberRules.IsHeldForDuressAsync(db, Talk.AddressHash, cancellation) ? DuressGoesOn : "It is yours. The service keeps quiet in it." : $"{await NameAsync(claim.OwnerId, cancellation)} was faster and has it.";
        return await AgainAsync(id, cancellation);
    }

    public Task<IActionResult> OnPostAnswerAsync(Guid id, CancellationToken cancellation) => DoAsync(
        id,
        async () =>
        {
            var waits = await service.AnswerAsync(Talk, User.StaffId(), Key, Snippet, Text, cancellation);
            (Text, Snippet) = (null, null);
            return waits ? "It waits for a colleague to read it here." : "It is on its way.";
        },
        cancellation);

    public Task<IActionResult> OnPostSecondAsync(Guid id, Guid answer, bool send, CancellationToken cancellation) =>
        DoAsync(id, () => service.SecondAsync(Talk, answer, User.StaffId(), User.AgencyId(), send, cancellation), send ? "It is on its way." : "It does not leave.", cancellation);

    public Task<IActionResult> OnPostNoteAsync(Guid id, CancellationToken cancellation) => DoAsync(
        id,
        async () =>
        {
            await service.NoteAsync(Talk, User.StaffId(), Key, Note, cancellation);
            Note = null;
        },
        "Noted.",
        cancellation);

    public Task<IActionResult> OnPostHandOverAsync(Guid id, Guid to, CancellationToken cancellation) => DoAsync(
        id,
        async () =>
        {
            await ColleaguesAsync(cancellation);
            if (Colleagues.All(c => c.Id != to))
            {
                throw new InboxRefusedException("Choose a colleague.");
            }

            await service.HandOverAsync(Talk, User.StaffId(), to, cancellation);
        },
        "It is with your colleague.",
        cancellation);

    public Task<IActionResult> OnPostReleaseAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, () => service.EndAsync(Talk, User.StaffId(), false, cancellation), "It is back in the inbox.", cancellation);

    public Task<IActionResult> OnPostSnoozeAsync(Guid id, int hours, CancellationToken cancellation) =>
        DoAsync(id, () => service.SnoozeAsync(Talk, User.StaffId(), hours, cancellation), "It is put off. It comes back earlier when they write again.", cancellation);

    public Task<IActionResult> OnPostCloseAsync(Guid id, CancellationToken cancellation) =>
        DoAsync(id, () => service.EndAsync(Talk, User.StaffId(), true, cancellation), "Closed. The service answers again and says so.", cancellation);

    private Task<IActionResult> DoAsync(Guid id, Func<Task> act, string done, CancellationToken cancellation) => DoAsync(
        id,
        async () =>
        {
            await act();
            return done;
        },
        cancellation);

    private async Task<IActionResult> DoAsync(Guid id, Func<Task<string>> act, CancellationToken cancellation)
    {
        if (!await LoadAsync(id, cancellation))
        {
            return NotFound();
        }

        try
        {
            Message = await act();
            ModelState.Clear();
        }
        catch (InboxRefusedException refused)
        {
            ModelState.AddModelError("", refused.Message);
        }
        catch (DbUpdateException)
        {
            ModelState.AddModelError("", "Something changed at the same moment. Read it again; nothing you wrote is lost.");
        }

        return await AgainAsync(id, cancellation);
    }

    private async Task<IActionResult> AgainAsync(Guid id, CancellationToken cancellation)
    {
        db.ChangeTracker.Clear();
        return await LoadAsync(id, cancellation) ? await ShowAsync(cancellation) : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellation)
    {
        if (await service.FindAsync(id, User, cancellation) is not { } talk)
        {
            return false;
        }

        Talk = talk;
        return true;
    }

    private async Task<string> NameAsync(Guid staff, CancellationToken cancellation) =>
        await db.Users.AsNoTracking().Where(u => u.Id == staff).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellation) ?? "A colleague";

    private async Task ColleaguesAsync(CancellationToken cancellation)
    {
        // An account that is off, not yet used or not yet confirmed by a second administrator answers nobody.
        var (me, agency, now) = (User.StaffId(), User.AgencyId(), clock.GetUtcNow());
        var rows = await (
            from staff in db.Users.AsNoTracking()
            join held in db.UserRoles on staff.Id equals held.UserId
            join role in db.Roles on held.RoleId equals role.Id
            where staff.AgencyId == agency && staff.Id != me && staff.PasswordHash != null && staff.ProposedBy == null && (role.Name == StaffRoles.Caseworker || role.Name == StaffRoles.Approver)
            select new { staff.Id, staff.DisplayName, staff.LockoutEnd }).Distinct().ToListAsync(cancellation);
        Colleagues = [.. rows.Where(r => r.LockoutEnd is null || r.LockoutEnd <= now).Select(r => (r.Id, r.DisplayName))];
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var me = User.StaffId();
        var open = await service.OpenAsync(Talk.Id, cancellation);
        Mine = open?.OwnerId == me;
        HeldForDuress = Mine && await NumberRules.IsHeldForDuressAsync(db, Talk.AddressHash, cancellation);
        Free = open is null || (!Mine && open.LastSignAt + site.PersonSilence <= now);
        Owner = open is null ? null : await NameAsync(open.OwnerId, cancellation);
        Language = service.LanguageOf(Talk);
        Topic = StateJson.Read(encryptor.DecryptIfKept(Talk.PersonKeyId, "conversation.state", Talk.State)).Topic;
        CanBeAnswered = service.CanBeAnswered(Talk);
        Verified = Talk.VerifiedUntil > now && Talk.VerifiedContactId is not null;
        Key = Guid.CreateVersion7();
        ModelState.Remove(nameof(Key));
        await TellHistoryAsync(now, LinesShown, cancellation);
        await TellPeopleAsync(cancellation);
        Tasks = await db.VisibleTasks(User).AsNoTracking()
            .Where(t => t.ConversationId == Talk.Id && t.DoneAt == null)
            .OrderBy(t => t.OpenedAt).ToListAsync(cancellation);
        foreach (var (answer, words) in await service.WaitingForSecondAsync(Talk, User.AgencyId(), cancellation))
        {
            ForSecond.Add((answer.Id, await NameAsync(answer.WrittenBy, cancellation), words, answer.WrittenBy == me));
        }

        if (Mine)
        {
            Snippets = await service.SnippetsAsync(Language, cancellation);
            await ColleaguesAsync(cancellation);
        }

        db.Audit(AuditFact.Staff(me, "conversation.read", $"conversation:{Talk.Id:N}"));
        await db.SaveChangesAsync(cancellation);
        return Page();
    }

    private byte[]? SoundOf(VoiceMessage message)
    {
        try
        {
            return encryptor.DecryptBytes(message.PersonKeyId, "voice-message.sound", message.Sound);
        }
        catch (ErasedPersonException)
        {
            return null;
        }
    }

    private async Task TellHistoryAsync(DateTime now, int most, CancellationToken cancellation)
    {
        var key = Talk.PersonKeyId;
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var heard = await db.InboundMessages.AsNoTracking().Where(m => m.ConversationId == Talk.Id).OrderByDescending(m => m.ReceivedAt).Take(most).ToListAsync(cancellation);
        var said = await db.OutboundMessages.AsNoTracking().Where(m => m.ConversationId == Talk.Id).OrderByDescending(m => m.CreatedAt).Take(most).ToListAsync(cancellation);
        var others = said.Where(m => m.ContactId is not null).Select(m => m.ContactId!.Value).Distinct().ToList();
        var mayRead = (await db.VisibleContacts(User).Where(c => others.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellation)).ToHashSet();
        bool Hidden(Guid? contact) => contact is { } one && !mayRead.Contains(one);
        var answered = said.Where(m => Hidden(m.ContactId)).Select(m => m.SendKey).ToHashSet(StringComparer.Ordinal);
        var kept = await db.ComplaintsForReaders().AnyAsync(t => t.ConversationId == Talk.Id, cancellation)
            && !await db.VisibleTasks(User).AnyAsync(t => t.ConversationId == Talk.Id && t.Signal == StaffIdentity.ComplaintSignal, cancellation);
        var elsewhere = await TakenElsewhereAsync(cancellation);
        string? InsteadOf(InboundMessage m) =>
            kept && m.Signal == StaffIdentity.ComplaintSignal ? ForReaders
            : Hidden(m.ContactId) || answered.Contains(TurnRows.ReplyKey(m.Id)) || (m.Signal is null && elsewhere.Exists(h => h.Since <= m.ReceivedAt && m.ReceivedAt <= h.Until)) ? ForAnother
            : null;
        var causes = said.Where(m => m.CauseKind == StaffAnswerDigest.Kind).Select(m => m.CauseId).ToList();
        var writers = await db.Set<StaffAnswer>().AsNoTracking().Where(a => causes.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.WrittenBy, cancellation);
        var spoken = await db.Set<VoiceMessage>().AsNoTracking().Where(m => m.ConversationId == Talk.Id)
            .Select(m => new { m.InboundId, Sound = new SpokenLine(m.Id, m.State) }).ToDictionaryAsync(m => m.InboundId, m => m.Sound, cancellation);
        Lines =
        [
            .. heard.Select(m => new Line(m.ReceivedAt, InsteadOf(m) ?? encryptor.DecryptIfKept(key, "message.body", m.Body) ?? Erased, "they", null, spoken.GetValueOrDefault(m.Id)))
                .Concat(said.Select(m => new Line(
                    m.CreatedAt,
                    Hidden(m.ContactId) || (m.Purpose == OutboundPurpose.StaffAnswer && elsewhere.Exists(h => h.Since <= m.CreatedAt && m.CreatedAt <= h.Until)) ? ForAnother : encryptor.DecryptIfKept(m.PersonKeyId, "message.body", m.Body) is { } words ? VoicePage.WordsOf(words) : Erased,
                    m.Purpose == OutboundPurpose.StaffAnswer ? names.GetValueOrDefault(writers.GetValueOrDefault(m.CauseId ?? Guid.Empty), "a colleague") : "the service",
                    m.Purpose == OutboundPurpose.StaffAnswer ? OutboundWords.Say(text, m.State, m.OutcomeCode, m.NotBefore, now) : null)))
                .OrderBy(l => l.At).ThenBy(l => l.Who == "they" ? 0 : 1)
                .TakeLast(most),
        ];
        var notes = await db.Set<HandoffNote>().AsNoTracking().Where(n => n.ConversationId == Talk.Id).OrderBy(n => n.At).ToListAsync(cancellation);
        Notes = notes.ConvertAll(n => new NoteLine(n.At, names.GetValueOrDefault(n.WrittenBy, "a colleague"), encryptor.DecryptIfKept(key, "handoff.note", n.Words) ?? "(erased)"));
    }

    // While another agency's caseworker had the conversation of somebody on file, what was said was said to them.
    private async Task<List<(DateTime Since, DateTime Until)>> TakenElsewhereAsync(CancellationToken cancellation)
    {
        if (!await db.ContactAddresses.AnyAsync(a => a.AddressHash == Talk.AddressHash && a.State != AddressState.Retired, cancellation))
        {
            return [];
        }

        // An agency with which the case was shared spoke with them for this one; and a cry for help is hidden from nobody who may see the conversation (S14).
        var agency = User.AgencyId();
        var contacts = db.ContactAddresses.Where(a => a.AddressHash == Talk.AddressHash && a.State != AddressState.Retired).Select(a => a.ContactId);
        var guests = db.CaseShares.Where(s => db.Cases.Any(c => c.Id == s.CaseId && c.AgencyId == agency && db.CaseContacts.Any(l => l.CaseId == c.Id && contacts.Contains(l.ContactId)))).Select(s => (Guid?)s.AgencyId);
        var taken = await (
            from handoff in db.Set<Handoff>().AsNoTracking()
            join owner in db.Users on handoff.OwnerId equals owner.Id
            where handoff.ConversationId == Talk.Id && owner.AgencyId != agency && !guests.Contains(owner.AgencyId)
            select new { handoff.Since, handoff.EndedAt }).ToListAsync(cancellation);
        return taken.ConvertAll(h => (h.Since, h.EndedAt ?? DateTime.MaxValue));
    }

    private async Task TellPeopleAsync(CancellationToken cancellation)
    {
        var ids = db.ContactAddresses.Where(a => a.AddressHash == Talk.AddressHash && a.State != AddressState.Retired).Select(a => a.ContactId);
        var contacts = await db.VisibleContacts(User).AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancellation);
        foreach (var contact in contacts)
        {
            var cases = await (
                from link in db.CaseContacts.AsNoTracking()
                join about in db.VisibleCases(User) on link.CaseId equals about.Id
                where link.ContactId == contact.Id
                select new { about.Code, link.Relation }).ToListAsync(cancellation);
            People.Add(new OnFile(contact.Id, encryptor.DecryptIfKept(contact.PersonKeyId, "contact.name", contact.Name) ?? "(erased)", cases.ConvertAll(c => (c.Code, c.Relation.ToString())), Verified && Talk.VerifiedContactId == contact.Id));
        }
    }

    /// <summary>The sound of a message that was spoken.</summary>
    public sealed record SpokenLine(Guid Id, VoiceMessageState State);

    /// <summary>One message.</summary>
    public sealed record Line(DateTime At, string Words, string Who, string? State, SpokenLine? Sound = null)
    {
        /// <summary>The words are the console's own, in place of what cannot be read here.</summary>
        public bool Hidden => Words is ForAnother or ForReaders or Erased;
    }

    /// <summary>One note.</summary>
    public sealed record NoteLine(DateTime At, string Who, string Words);

    /// <summary>Somebody on file with this address.</summary>
    public sealed record OnFile(Guid ContactId, string Name, IReadOnlyList<(string Code, string Relation)> Cases, bool Verified);
}
