using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.CheckIns;

/// <summary>Where a plan stands.</summary>
public enum CheckInPlanState
{
    /// <summary>Its questions are asked when they are due.</summary>
    Running,

    /// <summary>Nothing is asked until a caseworker has looked: after two silences, a wrong number, STOP, or a consent that ended.</summary>
    Paused,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>What was agreed with a returned person about being asked how they are: the way, the hour, the days, the language, how long (S1, S2).</summary>
public sealed class CheckInPlan
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The case.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The person; their own contact in the case.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The agency that looks after the check-ins, while the case is shared with it; null: the agency of the case.</summary>
    public Guid? AgencyId { get; set; }

    /// <summary>The way they chose.</summary>
    public required Channel Channel { get; set; }

    /// <summary>The hour they chose, in minutes of their own day.</summary>
    public required int Minute { get; set; }

    /// <summary>Their time zone, as an IANA id.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The days of the week they chose: bit 0 is Monday, bit 6 Sunday.</summary>
    public required int Days { get; set; }

    /// <summary>The language of the questions.</summary>
    public required string Language { get; set; }

    /// <summary>The day that the steps are counted from, in their own calendar.</summary>
    public required DateOnly StartsOn { get; set; }

    /// <summary>The steps, such as <c>3d 2w 1m</c>: days, weeks and months after <see cref="StartsOn"/>.</summary>
    public required string Steps { get; set; }

    /// <summary>Where it stands.</summary>
    public CheckInPlanState State { get; set; }

    /// <summary>The reason it is paused or ended, as a code such as <c>silence</c>, <c>number</c>, <c>stop</c>, <c>person</c>, <c>caseworker</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>How many check-ins in a row stayed without an answer (S17).</summary>
    public int Silences { get; set; }

    /// <summary>Counts changes; a form that was filled in on an older one is refused.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was agreed, UTC.</summary>
    public required DateTime AgreedAt { get; init; }

    /// <summary>Who wrote it down.</summary>
    public required Guid RecordedBy { get; init; }
}

/// <summary>Days on which a person is not to be asked: harvest, holidays, a month they wanted quiet. Both days belong to it.</summary>
public sealed class CheckInAbsence
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }

    /// <summary>The first day, in the person's calendar.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    /// <summary>What for, as a code: <c>harvest</c>, <c>holiday</c>, <c>asked</c>, <c>other</c>.</summary>
    public required string Reason { get; init; }
}

/// <summary>Where one check-in stands.</summary>
public enum CheckInState
{
    /// <summary>Its time has not come.</summary>
    Planned,

    /// <summary>Its question is in the outbox.</summary>
    Queued,

    /// <summary>The question has left and waits for an answer.</summary>
    Asked,

    /// <summary>The person answered, in whatever way.</summary>
    Answered,

    /// <summary>Asked twice, no answer. Not an alarm (S17).</summary>
    Silent,

    /// <summary>The question could not go; the code says what kept it.</summary>
    NotSent,

    /// <summary>The plan was moved, shortened or ended before it was asked.</summary>
    Dropped,
}

/// <summary>What a person answered.</summary>
public enum CheckInReply
{
    /// <summary>Fine.</summary>
    Fine,

    /// <summary>I need something.</summary>
    Need,

    /// <summary>Call me.</summary>
    CallMe,

    /// <summary>Something in their own words, or anything else that shows they are there.</summary>
    Words,
}

/// <summary>One check-in of a plan. The row is the truth about it; whatever wakes the service only makes it look.</summary>
public sealed class CheckIn
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The plan.</summary>
    public required Guid PlanId { get; init; }

    /// <summary>Its number in the plan, from 1; with the plan it is unique, so that none is ever planned twice.</summary>
    public required int Ordinal { get; init; }

    /// <summary>When it is to be asked, UTC.</summary>
    public required DateTime DueAt { get; set; }

    /// <summary>Where it stands.</summary>
    public CheckInState State { get; set; }

    /// <summary>The hash of the address it was asked at: by it an answer finds its question.</summary>
    public byte[]? AddressHash { get; set; }

    /// <summary>The conversation channel it was asked on.</summary>
    public Channel? Channel { get; set; }

    /// <summary>How many times the question was written to the outbox: two at most (S17).</summary>
    public int Tries { get; set; }

    /// <summary>When the question left first, UTC.</summary>
    public DateTime? AskedAt { get; set; }

    /// <summary>When to look at it again, UTC: for the retry, and then for the silence.</summary>
    public DateTime? LookAt { get; set; }

    /// <summary>The answer.</summary>
    public CheckInReply? Reply { get; set; }

    /// <summary>What is needed: <c>health</c>, <c>money</c>, <c>school</c>, <c>work</c>, <c>papers</c>, <c>family</c>, <c>safety</c>.</summary>
    public string? Need { get; set; }

    /// <summary>When the answer came, UTC.</summary>
    public DateTime? AnsweredAt { get; set; }

    /// <summary>The task it left for a caseworker.</summary>
    public Guid? TaskId { get; set; }

    /// <summary>What kept it from being asked, as a code.</summary>
    public string? Code { get; set; }

    /// <summary>Reads one to change it; on PostgreSQL a second process that wants the same one waits until this one is done, and then sees what was done.</summary>
    public static Task<CheckIn?> LockAsync(FamilyLinkContext db, Guid id) => db.Database.IsNpgsql()
        ? db.Set<CheckIn>().FromSql($"SELECT * FROM check_ins WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync()
        : db.Set<CheckIn>().SingleOrDefaultAsync(c => c.Id == id);

    /// <summary>Which opening it is: after the first a second safe way is asked for, each third time stopping is offered in other words, and after the last of a plan the person is asked whether to go on.</summary>
    public static async Task<string> OpeningAsync(FamilyLinkContext db, CheckIn asked, CancellationToken cancellation) =>
        !await db.Set<CheckIn>().AnyAsync(c => c.PlanId == asked.PlanId && c.Ordinal > asked.Ordinal && c.State == CheckInState.Planned, cancellation) ? Openings.CheckInLast
        : asked.Ordinal == 1 ? Openings.CheckInFirst
        : asked.Ordinal % 3 == 0 ? Openings.CheckInThird
        : Openings.CheckIn;
}

internal sealed class CheckInConfigurations : IEntityTypeConfiguration<CheckInPlan>, IEntityTypeConfiguration<CheckInAbsence>, IEntityTypeConfiguration<CheckIn>
{
    public void Configure(EntityTypeBuilder<CheckInPlan> builder)
    {
        builder.ToTable("CheckInPlans");
        builder.HasIndex(p => p.CaseId);

        // One plan at a time: two would ask the same person twice.
        builder.HasIndex(p => p.ContactId).IsUnique().HasFilter("state <> 'Ended'").HasDatabaseName("ix_check_in_plans_one");
        builder.Property(p => p.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<CheckInAbsence> builder)
    {
        builder.ToTable("CheckInAbsences");
        builder.HasIndex(a => a.PlanId);
    }

    public void Configure(EntityTypeBuilder<CheckIn> builder)
    {
        builder.ToTable("CheckIns");
        builder.HasIndex(c => new { c.PlanId, c.Ordinal }).IsUnique();

        // Only what is still to be done: looking for it takes the same time at a thousand plans and at a million.
        builder.HasIndex(c => c.DueAt).HasFilter("state = 'Planned'").HasDatabaseName("ix_check_ins_due");
        builder.HasIndex(c => c.LookAt).HasFilter("state IN ('Queued', 'Asked')").HasDatabaseName("ix_check_ins_look");
        builder.HasIndex(c => c.AddressHash).HasFilter("address_hash IS NOT NULL").HasDatabaseName("ix_check_ins_address");
    }
}
