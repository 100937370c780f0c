using System.Globalization;
using FamilyLink.Dialogs;
using FamilyLink.Localization;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;
using Twilio.TwiML;
using Twilio.TwiML.Voice;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>
/// Writes a page of a call as TwiML (https://www.twilio.com/docs/voice/twiml/gather). One document holds the question three times, so that nobody is asked
/// in vain because the first words were lost; then the service is asked what to say to somebody who presses nothing. No document hangs up.
/// </summary>
public sealed class VoiceTwiml(
    PromptLibrary library, SiteSettings site, TimeProvider clock, IOptions<FamilyLinkOptions> service, IOptions<VoiceOptions> voice, IOptions<TwilioOptions> twilio)
{
    private const int RingDutySeconds = 25;
    private const int AWhile = 8;
    private const string OnceMore = "once-more=1";

    // A caller who tells something hard pauses for long; in seconds.
    private const int Quiet = 8;

    /// <summary>The longest words a caller can leave, in seconds.</summary>
    public const int LongestMessage = 180;

    /// <summary>How many times a question is asked before a person is offered.</summary>
    public const int TimesAsked = 3;

    /// <summary>How long a key is waited for after the last word, in seconds.</summary>
    public const int Patience = 10;

    private static readonly global::Twilio.Http.HttpMethod Post = global::Twilio.Http.HttpMethod.Post;

    private readonly string _base = service.Value.PublicBaseUrl.TrimEnd('/');

    /// <summary>A call refused before it is answered: the caller hears "busy" and pays nothing.</summary>
    public static VoiceResponse Refuse() => new VoiceResponse().Reject(Reject.ReasonEnum.Busy);

    /// <summary>The end of a call that no person answered.</summary>
    public static VoiceResponse HangUp() => new VoiceResponse().Hangup();

    /// <summary>
    /// When nothing can be stored: "please wait" in Lao and Thai, and the duty phone. Without a duty phone the same is asked once more after a while, because
    /// what failed may be over; then the call ends.
    /// </summary>
    /// <param name="asked">Path and query of what was asked.</param>
    public VoiceResponse ToAPerson(string asked)
    {
        var response = new VoiceResponse();
        Speak(new VoicePage(VoiceInput.Person, [VoiceRenderer.Prompt("voice.connecting", Languages.Lao), VoiceRenderer.Prompt("voice.connecting", Languages.Thai)]), response.Append);
        if (voice.Value.DutyPhone is { Length: > 0 } duty)
        {
            response.Append(new Dial(timeout: RingDutySeconds, callerId: voice.Value.Sender(twilio.Value.From), answerOnBridge: true).Number(duty));
            return response;
        }

        return asked.Contains(OnceMore, StringComparison.Ordinal)
            ? response.Hangup()
            : response.Pause(AWhile).Redirect(new Uri(_base + asked + (asked.Contains('?', StringComparison.Ordinal) ? "&" : "?") + OnceMore), Post);
    }

    /// <summary>The document for a page; the answer to it is turn <paramref name="next"/> of the call.</summary>
    /// <param name="page">The page.</param>
    /// <param name="next">The number of the next turn.</param>
    /// <param name="fromPerson">True when the caller was just connected with the duty phone.</param>
    public VoiceResponse Write(VoicePage page, int next, bool fromPerson = false)
    {
        var response = new VoiceResponse();
        var turn = string.Create(CultureInfo.InvariantCulture, $"{_base}/twilio/voice/turn?t={next}");
        if (page.Prompts.All(prompt => library.Find(prompt) is null))
        {
            return WithoutWords(response, page, turn, next, fromPerson);
        }

        if (page.Input == VoiceInput.Person)
        {
            Connect(response, page, turn);
            return response;
        }

        if (page.Input == VoiceInput.SpokenWords)
        {
            // Any key ends it. Without a sound the provider goes on below the recording (https://www.twilio.com/docs/voice/twiml/record).
            Speak(page, response.Append);
            response.Append(new Record(new Uri(turn + "&recorded=1"), Post, timeout: Quiet, maxLength: LongestMessage, playBeep: true, trim: Record.TrimEnum.TrimSilence, transcribe: false));
            return response.Redirect(new Uri(turn + "&recorded=0"), Post);
        }

        for (var time = 0; time < TimesAsked; time++)
        {
            // With no key to finish on, star and hash arrive like every other key. A secret has as many digits as it has and ends with the hash key.
            var secret = page.Input == VoiceInput.Secret;
            var gather = new Gather([Gather.InputEnum.Dtmf], new Uri(turn), Post, Patience, numDigits: secret ? null : 1, finishOnKey: secret ? "#" : "");
            Speak(page, gather.Append);
            response.Append(gather);
        }

        return response.Redirect(new Uri(turn + "&silent=1"), Post);
    }

    // Nothing of it is recorded: nobody is led into silence. The turn has left a task to call them back; now they get the duty phone, or a busy tone that
    // costs them nothing.
    private VoiceResponse WithoutWords(VoiceResponse response, VoicePage page, string turn, int next, bool fromPerson)
    {
        if (!fromPerson && voice.Value.DutyPhone is { Length: > 0 } && site.PersonOnDutyAt(clock.GetUtcNow().UtcDateTime))
        {
            Connect(response, page, turn);
            return response;
        }

        return next <= 1 && !fromPerson ? Refuse() : response.Hangup();
    }

    // Each side sees the service's number and neither the other's (https://www.twilio.com/docs/voice/twiml/dial).
    private void Connect(VoiceResponse response, VoicePage page, string turn)
    {
        Speak(page, response.Append);
        response.Append(new Dial(action: new Uri(turn + "&person=1"), method: Post, timeout: RingDutySeconds, callerId: voice.Value.Sender(twilio.Value.From), answerOnBridge: true)
            .Number(voice.Value.DutyPhone ?? ""));
    }

    private void Speak(VoicePage page, Func<TwiML, TwiML> append)
    {
        foreach (var prompt in page.Prompts)
        {
            switch (library.Find(prompt))
            {
                case Spoken.Recording recording:
                    append(new Play(new Uri($"{_base}/recordings/{recording.Token}")));
                    break;
                case Spoken.Synthetic synthetic:
                    append(new Say(Twiml.Clean(synthetic.Words), language: Say.LanguageEnum.ThTh));
                    break;
            }
        }
    }
}
