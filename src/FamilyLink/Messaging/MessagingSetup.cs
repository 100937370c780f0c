using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;

namespace FamilyLink.Messaging;

/// <summary>Registers the gate and the way out.</summary>
public static class MessagingSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkMessaging(this IServiceCollection services)
    {
        services.AddSingleton<SafeContactGate>();
        services.AddSingleton<OutboundDrafts>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<DeliveryReports>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<DispatchSchedule>();
        services.AddTransient<DrainJob>();
        return services;
    }
}
