using FamilyLink.Channels.BotFramework;
using FamilyLink.Channels.Kannel;
using FamilyLink.Channels.Simulator;
using FamilyLink.Channels.Twilio;
using FamilyLink.Channels.Twilio.Voice;
using FamilyLink.Channels.WebChat;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Recordings;

namespace FamilyLink.Channels;

/// <summary>Registers the channels and maps their endpoints; which gateway carries SMS is configuration.</summary>
public static class ChannelsSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<TwilioOptions>(configuration.GetSection(TwilioOptions.Section));
        services.Configure<VoiceOptions>(configuration.GetSection(VoiceOptions.Section));
        services.AddSingleton<TwilioRequest>().AddSingleton<TwilioApi>().AddSingleton<UnknownWay>().AddSingleton<OneWaySenders>();

        // Its addresses hold numbers: it writes no log (S20), and follows no redirection.
        services.AddHttpClient(TwilioApi.ClientName).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddKannel(configuration);
        services.AddSingleton<VoiceTwiml>().AddSingleton<TwilioVoiceRequestHandler>().AddSingleton<IVoiceMessageSource, TwilioRecordings>();
        if (string.Equals(configuration["Sms:Gateway"], "Twilio", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton<IMessageGateway, TwilioGateway>();
        }
        else if (!string.Equals(configuration["Sms:Gateway"], "Kannel", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton<IMessageGateway, SimulatorGateway>();
        }

        if (configuration.GetSection(VoiceOptions.Section).Get<VoiceOptions>()?.IsTwilio == true)
        {
            services.AddSingleton<IMessageGateway, TwilioVoiceGateway>();
        }
        else if (configuration.GetSection(FamilyLinkOptions.Section).Get<FamilyLinkOptions>()?.Mode is null or ServiceMode.Demo)
        {
            services.AddSingleton<SimulatorVoiceGateway>();
            services.AddSingleton<IMessageGateway>(s => s.GetRequiredService<SimulatorVoiceGateway>());
            services.AddSingleton<SimulatorRecordings>().AddSingleton<IVoiceMessageSource>(s => s.GetRequiredService<SimulatorRecordings>());
        }

        services.Configure<WebChatOptions>(configuration.GetSection(WebChatOptions.Section));
        services.AddSingleton<WebChatMailbox>().AddSingleton<WebChatEndpoints>();
        services.AddFamilyLinkBotFramework(configuration);
        return services;
    }

    /// <summary>Maps the webhooks. Each checks its caller itself and carries <see cref="SignedByCaller"/> to say so.</summary>
    public static void MapFamilyLinkChannels(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/twilio/sms", TwilioSmsEndpoint.HandleAsync).SignedByCaller();
        routes.MapPost("/twilio/status", TwilioStatusEndpoint.HandleAsync).SignedByCaller();
        routes.MapPost("/twilio/voice", TwilioVoiceEndpoint.CalledAsync).SignedByCaller();
        routes.MapPost("/twilio/voice/turn", TwilioVoiceEndpoint.TurnAsync).SignedByCaller();
        routes.MapPost("/twilio/voice/answered", TwilioVoiceEndpoint.AnsweredAsync).SignedByCaller();
        routes.MapGet("/recordings/{token}", RecordingEndpoint.GetAsync).AllowAnonymous().ShortCircuit();
        routes.MapFamilyLinkBotFramework();
        routes.MapKannel();
        WebChatEndpoints.Map(routes);
    }

    // Straight to the endpoint: cookies, static files and page headers are the console's.
    private static void SignedByCaller(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter<NotStored>().AllowAnonymous().WithMetadata(new SignedByCaller()).DisableAntiforgery().ShortCircuit();
}

/// <summary>Marks an endpoint that refuses requests its caller did not sign; the tests enumerate endpoints by it.</summary>
public sealed class SignedByCaller;
