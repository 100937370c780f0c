using FamilyLink.Dialogs;
using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Conversations;

/// <summary>Registers the way in.</summary>
public static class ConversationsSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkConversations(this IServiceCollection services)
    {
        services.AddSingleton<SiteFacts>();
        services.AddSingleton<ITopicGuess, LearnedGuess>();
        services.AddSingleton<ISignalHearing, LearnedHearing>();
        services.AddSingleton(s =>
        {
            var taught = s.GetRequiredService<ITaughtWords>();
            var hearing = new TaughtHearing(s.GetRequiredService<ISignalHearing>(), taught);
            return new ConversationEngine(new TaughtGuess(s.GetRequiredService<ITopicGuess>(), hearing, taught), hearing);
        });
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<SpokenTurns>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<INewsSource, ApprovedNews>();
        services.AddSingleton<ConversationDesk>();
        services.AddSingleton<IHandOffFollower, ConversationOpener>();
        return services;
    }
}
