using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FamilyLink.Data.Answers;

/// <summary>Where one version of an answer or a fact stands.</summary>
public enum AnswerState
{
    /// <summary>Written; waits for another person's review.</summary>
    Draft,

    /// <summary>Reviewed by another person and told until it expires (S13).</summary>
    Published,

    /// <summary>A newer version has taken its place.</summary>
    Replaced,

    /// <summary>Taken back; a person answers.</summary>
    Withdrawn,
}

/// <summary>One version of the answer to a topic in one language, with its source, its dates and who vouches for it (S13). Nothing personal is in it.</summary>
public sealed class AnswerVersion
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The language of the words; never Khmu, which has no written words.</summary>
    public required string Language { get; init; }

    /// <summary>Counts versions of this topic in this language, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The parts as JSON, see <see cref="AnswerPart"/>.</summary>
    public required string Parts { get; init; }

    /// <summary>Related topics, comma-separated, the nearest first.</summary>
    public required string Related { get; init; }

    /// <summary>The day on which somebody last read the sources, UTC; null while nobody has.</summary>
    public DateTime? VerifiedOn { get; init; }

    /// <summary>After this it is not told, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required AnswerState State { get; set; }

    /// <summary>Who wrote it.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime WrittenAt { get; init; }

    /// <summary>Who reviewed and published it: never the writer.</summary>
    public Guid? ReviewedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? ReviewedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<AnswerVersion>, IEntityTypeConfiguration<FactVersion>
    {
        public void Configure(EntityTypeBuilder<AnswerVersion> builder)
        {
            builder.HasIndex(a => new { a.Topic, a.Language, a.Version }).IsUnique();
            builder.Property(a => a.State).IsConcurrencyToken();
        }

        public void Configure(EntityTypeBuilder<FactVersion> builder)
        {
            builder.HasIndex(f => new { f.Key, f.Version }).IsUnique();
            builder.HasIndex(f => f.Topic);
            builder.Property(f => f.State).IsConcurrencyToken();
        }
    }
}

/// <summary>One message of an answer.</summary>
/// <param name="Words">What is read, at most two SMS parts.</param>
/// <param name="Spoken">What is said by voice where it must differ; null when it is the same.</param>
/// <param name="Code">How sure it is: <c>S</c> study, <c>V</c> page read, <c>D</c> own decision; <c>M</c> from memory and <c>U</c> uncertain are never told.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record AnswerPart(string Words, string? Spoken, string Code, string Source);

/// <summary>
/// One version of a fact that changes: a wage, a fee, an age, a telephone number. It is a dated record beside the sentence, never inside it (S13),
/// and a number is told only while a test call vouches for it (S15).
/// </summary>
public sealed class FactVersion
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Its key, such as <c>wage.thailand</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Counts versions of this fact, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The topic whose answer it follows.</summary>
    public required string Topic { get; init; }

    /// <summary><c>sum</c>, <c>rule</c> or <c>number</c> (a telephone number).</summary>
    public required string Kind { get; init; }

    /// <summary>The country whose network a telephone number works on, <c>LA</c> or <c>TH</c>; null when it is no telephone number.</summary>
    public string? Country { get; init; }

    /// <summary>The value, such as a sum or a number.</summary>
    public required string Value { get; init; }

    /// <summary>What it is, in each language, as JSON by language code.</summary>
    public required string Labels { get; init; }

    /// <summary>How sure it is, as for <see cref="AnswerPart.Code"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>The day from which it is true, UTC; told with it.</summary>
    public DateTime? TrueOn { get; init; }

    /// <summary>The day on which somebody read the source or called the number, UTC.</summary>
    public DateTime? VerifiedOn { get; init; }

    /// <summary>The languages somebody answered in at the test call, comma-separated.</summary>
    public string LanguagesConfirmed { get; init; } = "";

    /// <summary>At which hours and at what cost, as found.</summary>
    public string Hours { get; init; } = "";

    /// <summary>After this it is not told, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required AnswerState State { get; set; }

    /// <summary>Who wrote it, and for a number who called it.</summary>
    public required Guid WrittenBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime WrittenAt { get; init; }

    /// <summary>Who reviewed and published it: never the writer.</summary>
    public Guid? ReviewedBy { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime? ReviewedAt { get; set; }
}
