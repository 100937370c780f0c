using FamilyLink.Data;
using FamilyLink.Data.Audit;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.People;
using FamilyLink.Localization.Text;
using FamilyLink.Messaging.Gate;
using FamilyLink.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Features.Tasks;

/// <summary>What waits for a person, the most urgent first. Claiming is one statement, so two people can never both have a task.</summary>
public sealed class IndexModel(FamilyLinkContext db, FieldEncryptor encryptor, TimeProvider clock) : PageModel
{
    private const int RowsOfAPage = 20;
    private const int LongestNote = 1_000;
    private static readonly TimeSpan MayTakeBack = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan FinishedShown = TimeSpan.FromDays(30);

    public List<Row> Rows { get; private set; } = [];

    /// <summary>True shows what was finished in the last month instead.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Finished { get; set; }

    /// <summary>Which page, from 1.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    /// <summary>How many pages there are.</summary>
    public int Pages { get; private set; }

    /// <summary>How many there are in all.</summary>
    public int Total { get; private set; }

    /// <summary>What was written in a form that could not be taken.</summary>
    public (Guid Id, string? Outcome, string? Note)? Kept { get; private set; }

    public string? Message { get; private set; }

    public Task OnGetAsync(CancellationToken cancellation) => ShowAsync(cancellation);

    public async Task<IActionResult> OnPostClaimAsync(Guid id, CancellationToken cancellation)
    {
        var task = await Visible().SingleOrDefaultAsync(t => t.Id == id && t.DoneAt == null && t.ClaimedBy == null, cancellation);
        if (task is null)
        {
            Message = "Somebody else has it already.";
        }
        else
        {
            task.ClaimedBy = User.StaffId();
            task.ClaimedAt = clock.GetUtcNow().UtcDateTime;
            db.Audit(AuditFact.Staff(User.StaffId(), "task.claimed", $"task:{id:N}"));
            await SaveAsync("It is yours.", cancellation);
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>Ends a task, with how it ended. What may mean danger is ended only by whoever took it, and with a note: one tap must not hide somebody.</summary>
    public async Task<IActionResult> OnPostDoneAsync(Guid id, string? outcome, string? note, CancellationToken cancellation)
    {
        var task = await Visible().SingleOrDefaultAsync(t => t.Id == id && t.DoneAt == null, cancellation);
        if (task is null)
        {
            Message = "Somebody else has ended it already.";
        }
        else if (!TaskOutcomes.All.Contains(outcome))
        {
            (Message, Kept) = ("Say how it ended.", (id, outcome, note));
        }
        else if (IsAboutDanger(task) && task.ClaimedBy != User.StaffId())
        {
            (Message, Kept) = ("Take it first: only who has it can end it.", (id, outcome, note));
        }
        else if (IsAboutDanger(task) && string.IsNullOrWhiteSpace(note))
        {
            (Message, Kept) = ("Write a few words about what was done.", (id, outcome, note));
        }
        else
        {
            (task.DoneAt, task.DoneBy, task.Outcome) = (clock.GetUtcNow().UtcDateTime, User.StaffId(), outcome);
            if (!string.IsNullOrWhiteSpace(note))
            {
                // With the person's own key where there is one: what erases them erases what was written about them (S22).
                if ((task.NoteKeyId = task.PersonKeyId) is null)
                {
                    var key = encryptor.NewKey();
                    db.PersonKeys.Add(key);
                    task.NoteKeyId = key.Id;
                }

                task.Note = encryptor.Encrypt(task.NoteKeyId.Value, "task.note", ScriptText.Cut(note.Trim(), LongestNote));
            }

            db.Audit(AuditFact.Staff(User.StaffId(), "task.done", $"task:{id:N}", outcome));
            await SaveAsync("Done. You can take it back for half an hour, under the finished tasks.", cancellation);
        }

        await ShowAsync(cancellation);
        return Page();
    }

    /// <summary>Takes the ending back: a slip of the thumb on a small screen.</summary>
    public async Task<IActionResult> OnPostReopenAsync(Guid id, CancellationToken cancellation)
    {
        var (me, since) = (User.StaffId(), clock.GetUtcNow().UtcDateTime - MayTakeBack);
        if (await Visible().SingleOrDefaultAsync(t => t.Id == id && t.DoneBy == me && t.DoneAt > since, cancellation) is { } task)
        {
            (task.DoneAt, task.DoneBy, task.Outcome) = (null, null, null);
            db.Audit(AuditFact.Staff(me, "task.reopened", $"task:{id:N}"));
            await SaveAsync("It is open again.", cancellation);
        }
        else
        {
            Message = "It can be taken back for half an hour only, by whoever ended it.";
        }

        await ShowAsync(cancellation);
        return Page();
    }

    private static bool IsAboutDanger(StaffTask task) => task.Signal is not null || task.Kind is "duress" or "read-today";

    /// <summary>How a task ended, in the words of the console.</summary>
    public static string SayOutcome(string? outcome) => outcome switch
    {
        "spoke" => "Spoke with them",
        "handed-over" => "Handed over to somebody else",
        "not-reached" => "Not reached",
        "done" => "Done as asked",
        "not-needed" => "Nothing was needed",
        _ => "Ended with its conversation",
    };

    private IQueryable<StaffTask> Visible() => db.VisibleTasks(User);

    private async Task SaveAsync(string done, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
            Message = done;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            Message = "Somebody else has it already.";
        }
    }

    private async Task ShowAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (shownSince, takeBack, me) = (now - FinishedShown, now - MayTakeBack, User.StaffId());
        var all = Finished ? Visible().Where(t => t.DoneAt > shownSince) : Visible().Where(t => t.DoneAt == null);
        Total = await all.CountAsync(cancellation);
        Pages = Math.Max(1, (Total + RowsOfAPage - 1) / RowsOfAPage);
        ModelState.Remove("p");
        Number = Math.Clamp(Number, 1, Pages);
        var ordered = Finished
            ? all.OrderByDescending(t => t.DoneAt).ThenBy(t => t.Id)
            : all.OrderBy(t => t.Urgency == Urgency.Now ? 0 : t.Urgency == Urgency.Today ? 1 : 2)
                .ThenBy(t => t.Kind == "duress" ? 0 : t.ContactId != null ? 1 : 2).ThenBy(t => t.DueAt).ThenBy(t => t.Id);
        var open = await ordered.AsNoTracking().Skip((Number - 1) * RowsOfAPage).Take(RowsOfAPage).ToListAsync(cancellation);
        var contactIds = open.Select(t => t.ContactId).OfType<Guid>().Distinct().ToList();
        var contacts = await db.VisibleContacts(User).AsNoTracking().Where(c => contactIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var messageIds = open.Select(t => t.OutboundId).OfType<Guid>().Distinct().ToList();
        var outcomes = await db.OutboundMessages.AsNoTracking().Where(m => messageIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.OutcomeCode, cancellation);
        // A reader of complaints sees no conversation: the number is how they reach whoever said it.
        var complaints = open.Where(t => t.Signal == StaffIdentity.ComplaintSignal && User.IsInRole(StaffRoles.Complaints)).Select(t => t.ConversationId).OfType<Guid>().ToList();
        var numbers = (await db.Conversations.AsNoTracking().Where(c => complaints.Contains(c.Id)).ToListAsync(cancellation))
            .ToDictionary(c => c.Id, c => encryptor.DecryptIfKept(c.PersonKeyId, "conversation.address", c.Address));
        var names = await db.Users.AsNoTracking().ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellation);
        var own = User.AgencyId();
        var agencies = await db.Agencies.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Name, cancellation);
        Rows = open.Select(t => new Row(
            t.Id,
            t.Kind,
            t.Urgency,
            t.Signal,
            t.OpenedAt,
            t.DueAt,
            t.DueAt < now,
            t.ClaimedBy is { } by ? names.GetValueOrDefault(by, "a colleague") : null,
            t.PersonKeyId is { } key ? encryptor.DecryptIfKept(key, "task.detail", t.Detail) : null,
            t.ContactId,
            t.ContactId is { } contact && contacts.TryGetValue(contact, out var found) ? encryptor.DecryptIfKept(found.PersonKeyId, "contact.name", found.Name) : null,
            t.OutboundId is { } message && outcomes.TryGetValue(message, out var code) ? OutboundWords.Reason(code) : null,
            t.AgencyId is { } agency && agency != own ? agencies.GetValueOrDefault(agency) : null,
            t.ConversationId is { } talk ? numbers.GetValueOrDefault(talk) : null,
            t.DoneAt is null ? null : new Ending(
                t.DoneAt.Value,
                t.DoneBy is { } ender ? names.GetValueOrDefault(ender, "a colleague") : "a colleague",
                t.Outcome,
                t.NoteKeyId is { } noteKey ? encryptor.DecryptIfKept(noteKey, "task.note", t.Note) : null,
                t.DoneBy == me && t.DoneAt > takeBack))).ToList();
        if (Rows.Count > 0)
        {
            db.Audit(AuditFact.Staff(User.StaffId(), "tasks.read", "tasks", string.Join(',', Rows.Select(r => r.Id.ToString("N")[..8]))));
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>One task as shown.</summary>
    public sealed record Row(Guid Id, string Kind, Urgency Urgency, string? Signal, DateTime OpenedAt, DateTime DueAt, bool Overdue, string? ClaimedBy, string? Words, Guid? ContactId, string? Contact, string? Reason, string? Agency, string? Number, Ending? Ended);

    /// <summary>How a task ended.</summary>
    public sealed record Ending(DateTime At, string By, string? Outcome, string? Note, bool MayTakeBack);
}
