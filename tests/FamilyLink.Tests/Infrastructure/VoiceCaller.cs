using System.Globalization;
using System.Net;
using System.Xml.Linq;
using FamilyLink.Channels.Twilio;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>What one TwiML document does to a caller: what is played, which keys are waited for, and where the call goes on.</summary>
public sealed class TwimlDocument
{
    private static readonly string[] Known = ["Gather", "Redirect", "Play", "Say", "Pause", "Record", "Dial", "Reject", "Hangup"];

    public TwimlDocument(string text)
    {
        Text = text;
        var root = XDocument.Parse(text).Root!;
        Assert.Equal("Response", root.Name.LocalName);
        Verbs = [.. root.Elements()];
        Assert.All(root.Descendants(), verb => Assert.Contains(verb.Name.LocalName, Known.Append("Number")));
    }

    public string Text { get; }

    public IReadOnlyList<XElement> Verbs { get; }

    public IEnumerable<XElement> Gathers => Verbs.Where(v => v.Name.LocalName == "Gather");

    public IEnumerable<string> Plays => Verbs.Take(1).DescendantsAndSelf("Play").Select(p => p.Value);

    /// <summary>The request that pressing keys leads to, as Twilio makes it: one key is enough, or the hash key ends them.</summary>
    public (string Url, string? Digits) Press(string keys)
    {
        var gather = Gathers.First();
        var digits = (string?)gather.Attribute("numDigits") is { } most ? keys[..Math.Min(keys.Length, int.Parse(most, CultureInfo.InvariantCulture))] : keys;
        var finish = (string?)gather.Attribute("finishOnKey") ?? "#";
        if (finish.Length == 1 && digits.IndexOf(finish[0], StringComparison.Ordinal) is var end and >= 0)
        {
            digits = digits[..end];
        }

        // No digits at all: the gather counts as not answered, and the call goes on below it.
        return digits.Length == 0 ? Wait() : (gather.Attribute("action")!.Value, digits);
    }

    /// <summary>Where the words spoken after the tone are reported.</summary>
    public string RecordAction => Verbs.Single(v => v.Name.LocalName == "Record").Attribute("action")!.Value;

    /// <summary>The request that pressing nothing leads to.</summary>
    public (string Url, string? Digits) Wait()
    {
        Assert.Equal("Redirect", Verbs[^1].Name.LocalName);
        return (Verbs[^1].Value, null);
    }
}

/// <summary>A telephone at the far end of Twilio: calls the real service, signed, hears its documents and presses keys.</summary>
public sealed class VoiceCaller(FamilyLinkHost host, string from, string? call = null)
{
    private readonly Lazy<Dictionary<string, string>> _names = new(() => NamesOf(host.Service<PromptLibrary>()));
    private string _answeredBy = "human";

    public string Call { get; } = call ?? "CA" + Guid.NewGuid().ToString("N");

    /// <summary>True when the service called: the person is at the called end.</summary>
    public bool Called { get; init; }

    /// <summary>The last document.</summary>
    public TwimlDocument Document { get; private set; } = null!;

    /// <summary>What was heard last, as <c>language:key</c>, in order.</summary>
    public IReadOnlyList<string> Heard { get; private set; } = [];

    /// <summary>The request that was made last.</summary>
    public (string Path, Dictionary<string, string> Form) Last { get; private set; }

    public Task<IReadOnlyList<string>> CallAsync() => GoAsync("/twilio/voice", null);

    /// <summary>Answers a call that the service made for an outbound row.</summary>
    public Task<IReadOnlyList<string>> AnswerAsync(Guid message, string answeredBy = "human")
    {
        _answeredBy = answeredBy;
        return GoAsync($"/twilio/voice/answered?m={message:N}", null);
    }

    public Task<IReadOnlyList<string>> PressAsync(string keys) => GoAsync(Document.Press(keys));

    public Task<IReadOnlyList<string>> WaitAsync() => GoAsync(Document.Wait());

    /// <summary>Speaks after the tone; the provider has the sound under this sid.</summary>
    public Task<IReadOnlyList<string>> SpeakAsync(string recording) =>
        GoAsync(Document.RecordAction["http://127.0.0.1:5080".Length..], null, ("RecordingSid", recording), ("RecordingDuration", "7"), ("Digits", "1"));

    /// <summary>The last request once more, as Twilio does when it got no answer.</summary>
    public async Task<string> AgainAsync(string? otherDigits = null)
    {
        var form = new Dictionary<string, string>(Last.Form);
        if (otherDigits is not null)
        {
            form["Digits"] = otherDigits;
        }

        using var response = await PostAsync(host, Last.Path, form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public static async Task<HttpResponseMessage> PostAsync(FamilyLinkHost host, string path, Dictionary<string, string> form, string? signature = null)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        signature ??= TwilioSignature.Compute(
            TwilioOptions.DemoAuthToken,
            "http://127.0.0.1:5080" + path,
            form.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value))));
        request.Headers.Add(TwilioSignature.Header, signature);
        return await host.Web.SendAsync(request);
    }

    public static Dictionary<string, string> Form(string call, string from) => new()
    {
        ["CallSid"] = call,
        ["From"] = from,
        ["To"] = "+15005550006",
        ["CallStatus"] = "in-progress",
        ["Direction"] = "inbound",
    };

    /// <summary>The names of all recordings a library has, by token.</summary>
    public static Dictionary<string, string> NamesOf(PromptLibrary library) => VoiceKeys.All
        .SelectMany(key => Languages.All.Select(language => (Name: $"{language}:{key}", Spoken: library.Find(new VoicePrompt(key, language, "")) as Spoken.Recording, language)))
        .Where(r => r.Spoken?.Language == r.language)
        .ToDictionary(r => r.Spoken!.Token, r => r.Name);

    private Task<IReadOnlyList<string>> GoAsync((string Url, string? Digits) next)
    {
        Assert.StartsWith("http://127.0.0.1:5080/", next.Url, StringComparison.Ordinal);
        return GoAsync(next.Url["http://127.0.0.1:5080".Length..], next.Digits);
    }

    private async Task<IReadOnlyList<string>> GoAsync(string path, string? digits, params (string Name, string Value)[] more)
    {
        var form = Form(Call, from);
        if (Called)
        {
            (form["From"], form["To"], form["Direction"], form["AnsweredBy"]) = ("+15005550006", from, "outbound-api", _answeredBy);
        }

        if (digits is not null)
        {
            form["Digits"] = digits;
        }

        foreach (var (name, value) in more)
        {
            form[name] = value;
        }

        Last = (path, form);
        using var response = await PostAsync(host, path, form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/xml", response.Content.Headers.ContentType!.MediaType);
        Document = new TwimlDocument(await response.Content.ReadAsStringAsync());
        Heard = [.. Document.Plays.Select(url => url[(url.LastIndexOf('/') + 1)..]).Select(token => _names.Value.GetValueOrDefault(token, token))];
        return Heard;
    }
}
