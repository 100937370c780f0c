using FamilyLink.Dialogs;
using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Conversations;

/// <summary>Registers the way in.</summary>
public static class ConversationsSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkConversations(this IServiceCollection services)
    {
        services.AddSingleton<SiteSettings>();
        services.AddSingleton<ITopicClassifier, TopicClassifier>();
        services.AddSingleton<ISignalDetector, SignalDetector>();
        services.AddSingleton(s =>
        {
            var taught = s.GetRequiredService<ITaughtWords>();
            var detector = new TaughtSignalDetector(s.GetRequiredService<ISignalDetector>(), taught);
            return new ConversationEngine(new TaughtTopicClassifier(s.GetRequiredService<ITopicClassifier>(), detector, taught), detector);
        });
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<SpokenTurns>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<INewsSource, ApprovedNews>();
        services.AddSingleton<TurnProcessor>();
        services.AddSingleton<ISentHandler, ConversationOpener>();
        return services;
    }
}
