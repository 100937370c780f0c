using FamilyLink.Data.Notices;
using FamilyLink.Messaging.Approval;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;

namespace FamilyLink.Messaging;

/// <summary>Registers the gate and the way out.</summary>
public static class MessagingSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkMessaging(this IServiceCollection services)
    {
        services.AddSingleton<PromptLibrary>();
        services.AddSingleton<SafeContactGate>();
        services.AddSingleton<ApprovalDigest>();
        foreach (var subject in Enum.GetValues<NoticeSubject>())
        {
            services.AddSingleton<IContentDigest>(s => new NoticeContentDigest(s.GetRequiredService<ApprovalDigest>(), subject));
        }

        services.AddSingleton<IContentDigest, ToldPartDigest>();
        services.AddSingleton<ChannelSelector>().AddSingleton<IFallbackRoute>(s => s.GetRequiredService<ChannelSelector>());
        services.AddScoped<RecipientReview>().AddScoped<ApprovalService>().AddSingleton<IDueWork, PendingCompletions>();
        services.AddScoped<EmergencyHolds>();
        services.AddSingleton<ReviewTokens>();
        services.AddSingleton<OutboundDrafts>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<DeliveryReports>();
        services.AddSingleton<CallReports>();
        services.AddSingleton<MissedCalls>();
        services.AddSingleton<GatewayRates>().AddSingleton<Dispatcher>();
        services.AddOptions<DispatchOptions>().BindConfiguration(DispatchOptions.Section);
        services.AddSingleton<DispatchSchedule>();
        services.AddTransient<DrainJob>();
        return services;
    }
}
