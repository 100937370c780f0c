using System.Reflection;
using FamilyLink.Dialogs;
using FamilyLink.Features;
using FamilyLink.Messaging.Gate;
using Xunit;

namespace FamilyLink.Tests.Features;

/// <summary>The words of tasks: nobody at a desk reads a code.</summary>
public sealed class TaskLabelTests
{
    [Fact]
    public void EveryKindOfTask_HasWords()
    {
        var kinds = Constants(typeof(TaskKinds)).Where(c => c.Name != nameof(TaskKinds.SaidUnsafe))
            .Concat(Constants(typeof(OptOutRules)).Where(c => c.Name is nameof(OptOutRules.NumberToConfirm) or nameof(OptOutRules.UpdateStopped)))
            .Concat(typeof(TaskLabels).Assembly.GetTypes().SelectMany(Constants).Where(c => c.Name.EndsWith("Task", StringComparison.Ordinal)))
            .Select(c => (string)c.GetRawConstantValue()!).Select(kind => kind.EndsWith('-') ? kind + "1" : kind).ToHashSet(StringComparer.Ordinal);
        Assert.InRange(kinds.Count, 30, 200);
        kinds.Remove("channel-away-1");
        Assert.All(kinds, kind => Assert.NotEqual(kind, TaskLabels.Say(kind)));
        Assert.All((string[])["sms", "voice", "messenger"], channel => Assert.NotEqual("channel-away-" + channel, TaskLabels.Say("channel-away-" + channel)));
    }

    private static IEnumerable<FieldInfo> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.IsLiteral && f.FieldType == typeof(string));
}
