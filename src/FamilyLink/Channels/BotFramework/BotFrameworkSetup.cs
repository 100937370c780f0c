using FamilyLink.Channels.WebChat;
using FamilyLink.Messaging;

namespace FamilyLink.Channels.BotFramework;

/// <summary>Registers the Bot Framework room and maps its endpoint.</summary>
public static class BotFrameworkSetup
{
    /// <summary>Adds this room's services.</summary>
    public static IServiceCollection AddFamilyLinkBotFramework(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<BotFrameworkOptions>(configuration.GetSection(BotFrameworkOptions.Section));
        services.AddSingleton<ServiceUrls>().AddSingleton<BotTokens>().AddSingleton<ConnectorTokens>();
        services.AddSingleton<BotReferences>().AddSingleton<BotGateway>().AddSingleton<IMessageGateway>(s => s.GetRequiredService<BotGateway>());
        services.AddSingleton<BotReplySender>().AddHostedService(s => s.GetRequiredService<BotReplySender>());
        services.AddSingleton<Connectors>().AddSingleton<BotAuthentication>().AddSingleton<FamilyLinkAdapter>().AddSingleton<IOwnChat, OwnChat>()
            .AddSingleton<BotMessagesEndpoint>();

        // Addresses of connectors contain accounts: no HTTP client here writes a log (S20), none follows a redirection to where nobody allowed it to go.
        foreach (var client in (string[])[SigningKeys.Client, ConnectorTokens.Client, Connectors.Client])
        {
            services.AddHttpClient(client, http => http.Timeout = TimeSpan.FromSeconds(15))
                .RemoveAllLoggers()
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) });
        }

        return services;
    }

    /// <summary>Maps <c>POST /api/messages</c>.</summary>
    public static void MapFamilyLinkBotFramework(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/messages", BotMessagesEndpoint.HandleAsync).AddEndpointFilter<NotStored>().AllowAnonymous().WithMetadata(new SignedByCaller()).DisableAntiforgery();
}
