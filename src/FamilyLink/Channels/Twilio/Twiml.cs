using System.Xml;
using System.Xml.Linq;
using Twilio.TwiML;

namespace FamilyLink.Channels.Twilio;

/// <summary>Answers Twilio with documents of its own library (https://www.twilio.com/docs/messaging/twiml).</summary>
public static class Twiml
{
    private const string MediaType = "text/xml; charset=utf-8";

    /// <summary>A response with one message, or an empty one that says nothing.</summary>
    public static IResult Message(string? text)
    {
        var response = new MessagingResponse();
        return Document(text is null ? response : response.Message(Clean(text)));
    }

    /// <summary>A document as the answer to a request, without white space that the library would add.</summary>
    public static IResult Document(TwiML document) => Results.Text(document.ToString(SaveOptions.DisableFormatting), MediaType);

    /// <summary>Words as XML can hold them: what it cannot is left out, where the library would throw.</summary>
    public static string Clean(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            return string.Concat(text.EnumerateRunes().Where(r => r.Utf16SequenceLength == 2 || XmlConvert.IsXmlChar((char)r.Value)));
        }
    }
}
