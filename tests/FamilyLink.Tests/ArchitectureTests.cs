using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace FamilyLink.Tests;

/// <summary>The house stays as it is drawn in README.</summary>
public sealed class ArchitectureTests
{
    private static readonly Architecture House = new ArchLoader().LoadAssemblies(
        typeof(Program).Assembly, typeof(FamilyLink.Dialogs.ConversationEngine).Assembly, typeof(FamilyLink.Localization.Texts).Assembly).Build();

    // Data <- Messaging <- Conversations <- Channels <- Features; Security stands beside Conversations and is used by Features alone.
    [Theory]
    [InlineData("Data", "Messaging|Conversations|Security|Channels|Features")]
    [InlineData("Messaging", "Conversations|Security|Channels|Features")]
    [InlineData("Conversations", "Security|Channels|Features")]
    [InlineData("Security", "Conversations|Channels|Features")]
    [InlineData("Channels", "Security|Features")]
    public void ALayer_KnowsOnlyThoseBelowIt(string layer, string above) =>
        Types().That().ResideInNamespaceMatching($@"^FamilyLink\.{layer}(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^FamilyLink\.({above})(\.|$)"))
            .Check(House);

    [Fact]
    public void Dialogs_KnowNothingOfTheService() =>
        Types().That().ResideInNamespaceMatching(@"^FamilyLink\.(Dialogs|Localization)(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^FamilyLink\.(Data|Messaging|Channels|Features|Conversations|Security)(\.|$)"))
            .Check(House);

    [Fact]
    public void Features_DoNotKnowEachOther()
    {
        var features = typeof(Program).Assembly.GetTypes()
            .Select(t => Regex.Match(t.Namespace ?? "", @"^FamilyLink\.Features\.(\w+)").Groups[1].Value)
            .Where(name => name.Length > 0 && name != "Demo")
            .Distinct().ToList();
        Assert.True(features.Count > 5);
        foreach (var feature in features)
        {
            // The demo fills a database through the same code that staff use, and so knows several; nothing knows the demo.
            Types().That().ResideInNamespaceMatching($@"^FamilyLink\.Features\.{feature}(\.|$)")
                .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^FamilyLink\.Features\.(?!{feature}(\.|$))\w+"))
                .Check(House);
        }
    }

    [Fact]
    public void Twilio_StaysInItsRoom() =>
        Types().That().ResideInNamespaceMatching(@"^FamilyLink\.(Data|Messaging|Conversations|Features|Dialogs)(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^FamilyLink\.Channels\.Twilio"))
            .Check(House);

    [Fact]
    public void BotFramework_StaysInItsRoom() =>
        Types().That().ResideInNamespaceMatching(@"^FamilyLink\.(Data|Messaging|Conversations|Features|Dialogs)(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^FamilyLink\.Channels\.BotFramework"))
            .Check(House);

    [Theory]
    [InlineData("Twilio", "Channels/Twilio/")]
    [InlineData("Microsoft.Bot", "Channels/BotFramework/")]
    public void VendorsLibrary_IsNamedOnlyInItsChannelsFolder(string library, string folder)
    {
        var files = ((string[])["src", "dialogs", "localization"])
            .SelectMany(root => Directory.GetFiles(Path.Combine(Root(), root), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Regex.IsMatch(File.ReadAllText(file), $@"(using|global::)\s*(static )?{Regex.Escape(library)}\b"))
            .ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(folder, file.Replace('\\', '/'), StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyTimeProvider_TellsTheTime()
    {
        var root = Root();
        var faults = ((string[])["src", "dialogs", "localization"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Regex.IsMatch(File.ReadAllText(file), @"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b"))
            .ToList();
        Assert.Empty(faults);
    }

    [Fact]
    public void Hangfire_IsNamedOnlyInSetupAndTheSchedule()
    {
        var root = Root();
        var files = Directory.GetFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(file).Contains("using Hangfire", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["DispatchSchedule.cs", "Program.cs"], files.Order(StringComparer.Ordinal));
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "FamilyLink.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("FamilyLink.sln was not found above the tests.");
    }
}
