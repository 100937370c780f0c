using FamilyLink.Channels.Simulator;
using FamilyLink.Conversations;
using FamilyLink.Features.Alarms;
using FamilyLink.Features.Answers;
using FamilyLink.Features.Cases;
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
using FamilyLink.Features.Studio;
using FamilyLink.Features.Tasks;
using FamilyLink.Features.Translations;
using FamilyLink.Messaging.Gate;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Messaging.Recordings;
using FamilyLink.Security;

namespace FamilyLink.Features;

/// <summary>Registers what staff and families do, one line a feature.</summary>
public static class FeaturesSetup
{
    /// <summary>Adds every feature's services.</summary>
    public static IServiceCollection AddFamilyLinkFeatures(this IServiceCollection services)
    {
        services.AddSingleton<ISecretCheck, SecretCheckAgainstEnrolments>().AddSingleton<AccountLinking>().AddSingleton<IEffectHandler, SecretTriedHandler>().AddScoped<EnrolContact>();
        services.AddSingleton<IEffectHandler, NoticeToldHandler>().AddScoped<NoticeService>().AddSingleton<IAccountSwitchedOff, ApprovalsOfEndedAccounts>();
        services.AddScoped<CourtRecord>().AddScoped<CourtImports>().AddScoped<CourtUpdateService>().AddSingleton<HardNewsCalls>()
            .AddSingleton<IEffectHandler, CourtUpdateHandler>().AddSingleton<ISentHandler, CourtUpdateSentHandler>();
        services.AddSingleton<IEffectHandler, TaskOpenedHandler>();
        services.AddSingleton<IEffectHandler, OptOutHandler>();
        services.AddScoped<Erasure>().AddSingleton<IDueWork, RetentionClock>();
        services.AddSingleton<SiteWordings>().AddScoped<TranslationService>().AddHostedService<SiteWordingsRefresh>();
        services.AddSingleton<AudioConverter>().AddScoped<RecordingService>().AddHostedService<RecordingsRefresh>();
        services.AddSingleton<NameIndex>();
        services.AddSingleton<AnswerDrafts>().AddSingleton<AnswerLibrary>().AddSingleton<IAnswerLibrary>(s => s.GetRequiredService<AnswerLibrary>()).AddSingleton<ISpokenWords>(s => s.GetRequiredService<AnswerLibrary>()).AddScoped<AnswerService>().AddSingleton<IEffectHandler, QuestionHandler>();
        services.AddSingleton<TaughtWords>().AddSingleton<ITaughtWords>(s => s.GetRequiredService<TaughtWords>()).AddScoped<TeachingService>().AddScoped<TaughtEffect>();
        services.AddSingleton<StaffWords>().AddSingleton<StaffAnswerDigest>().AddSingleton<IContentDigest>(s => s.GetRequiredService<StaffAnswerDigest>())
            .AddSingleton<IEffectHandler, HumanReleasedHandler>().AddScoped<InboxService>().AddScoped<InboxPreviews>().AddSingleton<IAccountSwitchedOff, ReleasedClaims>();
        services.AddSingleton<IEffectHandler, VoiceMessageHandler>();
        services.AddSingleton<IContentDigest, CheckInQuestion>().AddSingleton<ISentHandler, CheckInSentHandler>().AddSingleton<IEffectHandler, CheckInHandler>()
            .AddSingleton<CheckInPlans>().AddSingleton<IDueWork, CheckInsDue>();
        services.AddOptions<DutyOptions>().BindConfiguration(DutyOptions.Section);
        services.AddSingleton<DutyAlarms>().AddSingleton<IDueWork>(s => s.GetRequiredService<DutyAlarms>()).AddSingleton<IFallbackRoute>(s => s.GetRequiredService<DutyAlarms>()).AddScoped<OpenAlarms>();
        // After the other due work, because it waits for a provider.
        services.AddSingleton<IDueWork, VoiceMessagesDue>().AddSingleton<LostClaims>().AddSingleton<IDueWork>(s => s.GetRequiredService<LostClaims>());
        services.AddSingleton(s => new TelephoneExchange(
            s.GetRequiredService<TurnProcessor>(),
            s.GetRequiredService<OutboundCalls>(),
            s.GetRequiredService<CallReports>(),
            s.GetRequiredService<PromptLibrary>(),
            s.GetService<SimulatorVoiceGateway>(),
            s.GetService<SimulatorRecordings>()));
        services.AddScoped<DemoSeed>();
        return services;
    }
}
