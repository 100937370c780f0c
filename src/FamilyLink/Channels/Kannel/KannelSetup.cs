using FamilyLink.Messaging;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FamilyLink.Channels.Kannel;

/// <summary>Registers this channel and maps its two endpoints.</summary>
public static class KannelSetup
{
    // smsbox sends a message in the address. 255 parts of 67 letters, each letter escaped as nine characters, is the longest text that SMS can carry.
    private const int LongestAddress = 192 * 1024;

    /// <summary>Adds the services; the gateway only when it is chosen.</summary>
    public static IServiceCollection AddKannel(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<KannelOptions>(configuration.GetSection(KannelOptions.Section));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestLineSize = LongestAddress);

        // The addresses that smsbox asks for hold numbers and words (S20); the server's own request lines would repeat them.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning));
        services.AddSingleton<KannelRequest>();
        if (string.Equals(configuration["Sms:Gateway"], "Kannel", StringComparison.OrdinalIgnoreCase))
        {
            // The gateway measures its own time, over the whole answer.
            services.AddHttpClient<KannelGateway>(http => http.Timeout = Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
                .RemoveAllLoggers();
            services.AddSingleton<IMessageGateway>(s => s.GetRequiredService<KannelGateway>());
        }

        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapKannel(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/kannel/mo", KannelMoEndpoint.HandleAsync).AddEndpointFilter<NotStored>().AllowAnonymous().WithMetadata(new SignedByCaller());
        routes.MapGet("/kannel/dlr", KannelDlrEndpoint.HandleAsync).AddEndpointFilter<NotStored>().AllowAnonymous().WithMetadata(new SignedByCaller());
    }
}
