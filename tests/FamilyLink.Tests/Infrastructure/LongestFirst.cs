using Xunit;
using Xunit.Abstractions;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Begins the classes that take longest at once, so that the run does not end with one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Messaging.CrashTests), nameof(Channels.Kannel.KannelRoundTripTests), nameof(Dialogs.VoiceWalkTests), nameof(Messaging.SafetyInvariantTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderBy(c => Array.FindIndex(Long, name => c.DisplayName.EndsWith("." + name, StringComparison.Ordinal)) is var place and >= 0 ? place : Long.Length)
        .ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}
