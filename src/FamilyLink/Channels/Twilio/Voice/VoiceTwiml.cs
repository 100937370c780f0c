using System.Globalization;
using System.Text;
using FamilyLink.Dialogs;
using FamilyLink.Messaging.Recordings;
using Microsoft.Extensions.Options;

namespace FamilyLink.Channels.Twilio.Voice;

/// <summary>
/// Writes a page of a call as TwiML (https://www.twilio.com/docs/voice/twiml/gather). One document holds the question three times, so that nobody is asked
/// in vain because the first words were lost; then the service is asked what to say to somebody who presses nothing. No document hangs up.
/// </summary>
public sealed class VoiceTwiml(RecordingShelf shelf, IOptions<FamilyLinkOptions> service, IOptions<VoiceOptions> voice, IOptions<TwilioOptions> twilio)
{
    /// <summary>A call refused before it is answered: the caller hears "busy" and pays nothing.</summary>
    public const string Refuse = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Reject reason=\"busy\"/></Response>";

    /// <summary>The end of a call that no person answered.</summary>
    public const string HangUp = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>";

    private const int RingDutySeconds = 25;

    /// <summary>How many times a question is asked before a person is offered.</summary>
    public const int TimesAsked = 3;

    /// <summary>How long a key is waited for after the last word, in seconds.</summary>
    public const int Patience = 10;

    private readonly string _base = service.Value.PublicBaseUrl.TrimEnd('/');

    /// <summary>The document for a page; the answer to it is turn <paramref name="next"/> of the call.</summary>
    public string Write(VoicePage page, int next)
    {
        var output = new StringBuilder(2_048);
        output.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
        var turn = string.Create(CultureInfo.InvariantCulture, $"{_base}/twilio/voice/turn?t={next}");
        if (page.Input == VoiceInput.Person)
        {
            Connect(output, page, turn);
            return output.Append("</Response>").ToString();
        }

        for (var time = 0; time < TimesAsked; time++)
        {
            output.Append("<Gather input=\"dtmf\" method=\"POST\" action=\"");
            Twiml.Escape(output, turn);
            output.Append(CultureInfo.InvariantCulture, $"\" timeout=\"{Patience}\"");

            // With no key to finish on, star and hash arrive like every other key. A secret has as many digits as it has and ends with the hash key.
            output.Append(page.Input == VoiceInput.Secret ? " finishOnKey=\"#\">" : " numDigits=\"1\" finishOnKey=\"\">");
            foreach (var prompt in page.Prompts)
            {
                Say(output, prompt);
            }

            output.Append("</Gather>");
        }

        output.Append("<Redirect method=\"POST\">");
        Twiml.Escape(output, turn + "&silent=1");
        return output.Append("</Redirect></Response>").ToString();
    }

    // Each side sees the service's number and neither the other's (https://www.twilio.com/docs/voice/twiml/dial).
    private void Connect(StringBuilder output, VoicePage page, string turn)
    {
        foreach (var prompt in page.Prompts)
        {
            Say(output, prompt);
        }

        output.Append("<Dial method=\"POST\" action=\"");
        Twiml.Escape(output, turn + "&person=1");
        output.Append("\" callerId=\"");
        Twiml.Escape(output, voice.Value.Sender(twilio.Value.From));
        output.Append(CultureInfo.InvariantCulture, $"\" timeout=\"{RingDutySeconds}\" answerOnBridge=\"true\"><Number>");
        Twiml.Escape(output, voice.Value.DutyPhone ?? "");
        output.Append("</Number></Dial>");
    }

    private void Say(StringBuilder output, VoicePrompt prompt)
    {
        switch (shelf.Find(prompt))
        {
            case Spoken.Recording recording:
                output.Append("<Play>");
                Twiml.Escape(output, $"{_base}/recordings/{recording.Token}");
                output.Append("</Play>");
                break;
            case Spoken.Synthetic synthetic:
                output.Append("<Say language=\"th-TH\">");
                Twiml.Escape(output, synthetic.Words);
                output.Append("</Say>");
                break;
        }
    }
}
