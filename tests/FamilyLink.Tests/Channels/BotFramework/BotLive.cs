using Microsoft.AspNetCore.Hosting;

namespace FamilyLink.Tests.Channels.BotFramework;

/// <summary>A Live site that may start.</summary>
internal static class BotLive
{
    public static void Configure(IWebHostBuilder builder)
    {
        foreach (var (key, value) in (IEnumerable<(string, string)>)
        [
            ("FamilyLink:Mode", "Live"),
            ("FamilyLink:PublicBaseUrl", "https://service.example"),
            ("Sms:Gateway", "Twilio"),
            ("Twilio:AccountSid", "AC0123456789abcdef0123456789abcdef"),
            ("Twilio:AuthToken", "a-real-token"),
            ("Twilio:From", "+15005550006"),
            ("Localization:AllowUnreviewed", "true"),
        ])
        {
            builder.UseSetting(key, value);
        }
    }
}
