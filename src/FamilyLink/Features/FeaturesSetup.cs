using FamilyLink.Channels.Simulator;
using FamilyLink.Conversations;
using FamilyLink.Features.Alarms;
using FamilyLink.Features.Answers;
using FamilyLink.Features.CheckIns;
using FamilyLink.Features.Contacts;
using FamilyLink.Features.CourtRecords;
using FamilyLink.Features.CourtUpdates;
using FamilyLink.Features.Demo;
using FamilyLink.Features.Enrolments;
using FamilyLink.Features.Inbox;
using FamilyLink.Features.Notices;
using FamilyLink.Features.OptOuts;
using FamilyLink.Features.Simulator;
using FamilyLink.Features.Tasks;
using FamilyLink.Features.Translations;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;

namespace FamilyLink.Features;

/// <summary>Registers what staff and families do, one line a feature.</summary>
public static class FeaturesSetup
{
    /// <summary>Adds every feature's services.</summary>
    public static IServiceCollection AddFamilyLinkFeatures(this IServiceCollection services)
    {
        services.AddSingleton<ISecretCheck, SecretCheckAgainstEnrolments>().AddSingleton<AccountLinking>().AddSingleton<IEffectHandler, SecretTriedHandler>().AddScoped<EnrolContact>();
        services.AddSingleton<IEffectHandler, NoticeToldHandler>().AddScoped<NoticeDesk>();
        services.AddScoped<CourtRecord>().AddScoped<CourtImports>().AddScoped<CourtUpdateDesk>().AddSingleton<HardNewsCalls>()
            .AddSingleton<IEffectHandler, CourtUpdateHandler>().AddSingleton<IHandOffFollower, CourtUpdateHandedOff>();
        services.AddSingleton<IEffectHandler, TaskOpenedHandler>();
        services.AddSingleton<IEffectHandler, OptOutHandler>();
        services.AddScoped<Erasure>().AddSingleton<IDueWork, RetentionClock>();
        services.AddSingleton<SiteWordings>().AddScoped<TranslationDesk>().AddHostedService<SiteWordingsRefresh>();
        services.AddSingleton<AnswerDrafts>().AddSingleton<IAnswerLibrary, AnswerLibrary>().AddScoped<AnswerDesk>().AddSingleton<IEffectHandler, QuestionHandler>();
        services.AddSingleton<TaughtWords>().AddSingleton<ITaughtWords>(s => s.GetRequiredService<TaughtWords>()).AddScoped<TeachingDesk>().AddScoped<TaughtEffect>();
        services.AddSingleton<StaffWords>().AddSingleton<StaffAnswerSeal>().AddSingleton<IContentSeal>(s => s.GetRequiredService<StaffAnswerSeal>())
            .AddSingleton<IEffectHandler, PersonGoneHandler>().AddScoped<InboxDesk>();
        services.AddSingleton<IContentSeal, CheckInQuestion>().AddSingleton<IHandOffFollower, CheckInHandedOff>().AddSingleton<IEffectHandler, CheckInHandler>()
            .AddSingleton<CheckInPlans>().AddSingleton<IDueWork, CheckInsDue>();
        services.AddOptions<DutyOptions>().BindConfiguration(DutyOptions.Section);
        services.AddSingleton<DutyAlarms>().AddSingleton<IDueWork>(s => s.GetRequiredService<DutyAlarms>()).AddSingleton<IOtherWay>(s => s.GetRequiredService<DutyAlarms>()).AddScoped<OpenAlarms>();
        services.AddSingleton(s => new TelephoneExchange(
            s.GetRequiredService<ConversationDesk>(),
            s.GetRequiredService<OutboundCalls>(),
            s.GetRequiredService<CallReports>(),
            s.GetRequiredService<RecordingShelf>(),
            s.GetService<SimulatorVoiceGateway>()));
        services.AddScoped<DemoSeed>();
        return services;
    }
}
