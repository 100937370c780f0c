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
        services.AddSingleton<RecordingShelf>();
        services.AddSingleton<SafeContactGate>();
        services.AddSingleton<NoticeSeal>();
        foreach (var subject in Enum.GetValues<NoticeSubject>())
        {
            services.AddSingleton<IContentSeal>(s => new NoticeContentSeal(s.GetRequiredService<NoticeSeal>(), subject));
        }

        services.AddSingleton<IContentSeal, ToldPartSeal>();
        services.AddSingleton<OpeningWays>().AddSingleton<IOtherWay>(s => s.GetRequiredService<OpeningWays>());
        services.AddScoped<ApprovalDesk>().AddSingleton<IDueWork, UnsealedApprovals>();
        services.AddScoped<EmergencyHolds>();
        services.AddSingleton<SeenPages>();
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
