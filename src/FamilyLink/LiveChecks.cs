using FamilyLink.Channels.BotFramework;
using FamilyLink.Channels.Kannel;
using FamilyLink.Channels.Twilio;
using FamilyLink.Messaging.Recordings;
using Microsoft.AspNetCore.Http;

namespace FamilyLink;

/// <summary>What must be true before real people are on the other end. Live mode refuses to start with one clear line for each problem.</summary>
public static class LiveChecks
{
    /// <summary>The problems of a configuration, each as one line for the operator; empty when it may start.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        var problems = new List<string>();
        var service = configuration.GetSection(FamilyLinkOptions.Section).Get<FamilyLinkOptions>() ?? new FamilyLinkOptions();
        var twilio = configuration.GetSection(TwilioOptions.Section).Get<TwilioOptions>() ?? new TwilioOptions();
        if (!Uri.TryCreate(service.PublicBaseUrl, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
        {
            problems.Add("FamilyLink:PublicBaseUrl must be an https address: gateways sign it and people's words travel over it.");
        }

        if (twilio.AuthToken is TwilioOptions.DemoAuthToken or "")
        {
            problems.Add("Twilio:AuthToken is the Demo default or missing: anybody could forge incoming messages.");
        }

        var gateway = configuration["Sms:Gateway"] ?? "Simulator";
        if (gateway == "Simulator")
        {
            problems.Add("Sms:Gateway is Simulator: nothing would reach anybody. Set Twilio or Kannel.");
        }
        else if (gateway == "Twilio")
        {
            if (string.IsNullOrEmpty(twilio.AccountSid))
            {
                problems.Add("Twilio:AccountSid is missing.");
            }

            if (string.IsNullOrEmpty(twilio.From) && string.IsNullOrEmpty(twilio.MessagingServiceSid))
            {
                problems.Add("Twilio:From or Twilio:MessagingServiceSid is missing: messages need a sender.");
            }
        }
        else if (gateway == "Kannel")
        {
            problems.AddRange(KannelProblems(configuration));
        }
        else
        {
            problems.Add($"Sms:Gateway '{gateway}' is not known. Set Twilio or Kannel.");
        }

        var voice = configuration.GetSection(VoiceOptions.Section).Get<VoiceOptions>() ?? new VoiceOptions();
        if (voice.IsTwilio && (string.IsNullOrEmpty(twilio.AccountSid) || voice.Sender(twilio.From).Length == 0))
        {
            problems.Add("Voice:Gateway is Twilio: Twilio:AccountSid and Voice:From (or Twilio:From) are needed to call anybody.");
        }

        if (voice.Incoming == IncomingCalls.CallBack && !voice.IsTwilio)
        {
            problems.Add("Voice:Incoming is CallBack, and Voice:Gateway has nothing to call back with. Set Twilio.");
        }

        problems.AddRange(BotProblems(configuration.GetSection(BotFrameworkOptions.Section).Get<BotFrameworkOptions>() ?? new BotFrameworkOptions()));
        return problems;
    }

    // Without an application Messenger is off, and its endpoint refuses everybody.
    private static IEnumerable<string> BotProblems(BotFrameworkOptions bot)
    {
        if (string.IsNullOrEmpty(bot.AppId))
        {
            yield break;
        }

        if (string.IsNullOrEmpty(bot.AppPassword))
        {
            yield return "BotFramework:AppPassword is missing: answers to Messenger could not be sent.";
        }

        if (!bot.OpenIdMetadataUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || !bot.LoginUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            yield return "BotFramework:OpenIdMetadataUrl and BotFramework:LoginUrl must be https addresses: whoever can change what they say can forge messages.";
        }
    }

    private static IEnumerable<string> KannelProblems(IConfiguration configuration)
    {
        var kannel = configuration.GetSection(KannelOptions.Section).Get<KannelOptions>() ?? new KannelOptions();
        if (kannel.Secret is KannelOptions.DemoSecret or "")
        {
            yield return "Kannel:Secret is the Demo default or missing: anybody could forge incoming messages.";
        }

        if (!Uri.TryCreate(kannel.SendUrl, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            yield return "Kannel:SendUrl is missing or no http address: it is where smsbox takes messages, such as http://127.0.0.1:13013/cgi-bin/sendsms.";
        }

        if (kannel.CallbackBaseUrl is { Length: > 0 } inside && !Uri.TryCreate(inside, UriKind.Absolute, out _))
        {
            yield return "Kannel:CallbackBaseUrl is no address.";
        }

        // The password of the README's configuration, which everybody can read.
        if (kannel.Username.Length == 0 || kannel.Password is "" or "familylink")
        {
            yield return "Kannel:Username or Kannel:Password is missing or the one of the examples: it is smsbox's sendsms-user.";
        }

        if (kannel.From.Length == 0)
        {
            yield return "Kannel:From is missing: messages need a sender.";
        }
    }

    /// <summary>The first configured address that others could reach, or null.</summary>
    public static string? ListensBeyondLoopback(IConfiguration configuration) =>
        (configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(url => !(BindingAddress.Parse(url).Host is "localhost" or "127.0.0.1" or "[::1]"));

    /// <summary>True when the operator chose to go Live with drafts; every console page then shows a warning.</summary>
    public static bool AllowsUnreviewed(IConfiguration configuration) => configuration.GetValue<bool>("Localization:AllowUnreviewed");
}
