using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Tests that measure time, or that change what a whole process shares (the wordings in use): nothing else runs while they do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
