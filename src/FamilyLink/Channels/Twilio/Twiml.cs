using System.Text;
using System.Xml;

namespace FamilyLink.Channels.Twilio;

/// <summary>Writes TwiML for messages (https://www.twilio.com/docs/messaging/twiml).</summary>
public static class Twiml
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/xml; charset=utf-8";

    /// <summary>A response with one message, or an empty one that says nothing.</summary>
    public static string Message(string? text)
    {
        var output = new StringBuilder(128 + (text?.Length ?? 0));
        output.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
        if (text is not null)
        {
            output.Append("<Message>");
            Escape(output, text);
            output.Append("</Message>");
        }

        return output.Append("</Response>").ToString();
    }

    /// <summary>Writes text so that it can stand in an element or between double quotes; what XML cannot hold is left out.</summary>
    public static void Escape(StringBuilder output, string text)
    {
        foreach (var character in text)
        {
            switch (character)
            {
                case '<': output.Append("&lt;"); break;
                case '>': output.Append("&gt;"); break;
                case '&': output.Append("&amp;"); break;
                case '"': output.Append("&quot;"); break;
                default:
                    if (XmlConvert.IsXmlChar(character) || char.IsSurrogate(character))
                    {
                        output.Append(character);
                    }

                    break;
            }
        }
    }
}
