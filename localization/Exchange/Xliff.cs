using System.Text;
using System.Xml;

namespace FamilyLink.Localization.Exchange;

/// <summary>The two shapes of the file that translators' programs read.</summary>
public enum XliffVersion
{
    /// <summary>XLIFF 1.2, which every program reads.</summary>
    V12,

    /// <summary>XLIFF 2.0.</summary>
    V20,
}

/// <summary>One wording on its way to or from a translator.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Medium">Read or heard; each is a file element of its own.</param>
/// <param name="Source">The English words.</param>
/// <param name="Target">The translated words; empty when there are none.</param>
/// <param name="Note">The translator's comment.</param>
/// <param name="State">How far it has come; told to the translator, never believed when it comes back.</param>
public sealed record XliffUnit(string Key, WordingMedium Medium, string Source, string Target, string Note, ReviewState State);

/// <summary>Writes wordings as XLIFF. The same wordings give the same bytes.</summary>
public static class Xliff
{
    internal const string Namespace12 = "urn:oasis:names:tc:xliff:document:1.2";
    internal const string Namespace20 = "urn:oasis:names:tc:xliff:document:2.0";

    // Says whose file it is: one of another project is refused.
    internal const string Project = "familylink/";

    /// <summary>Writes a file.</summary>
    public static byte[] Write(XliffVersion version, string language, IReadOnlyList<XliffUnit> units)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("xliff", version == XliffVersion.V12 ? Namespace12 : Namespace20);
            xml.WriteAttributeString("version", version == XliffVersion.V12 ? "1.2" : "2.0");
            if (version == XliffVersion.V20)
            {
                xml.WriteAttributeString("srcLang", Languages.English);
                xml.WriteAttributeString("trgLang", language);
            }

            foreach (var medium in units.GroupBy(u => u.Medium).OrderBy(g => g.Key))
            {
                var name = Name(medium.Key);
                xml.WriteStartElement("file");
                if (version == XliffVersion.V12)
                {
                    xml.WriteAttributeString("original", Project + name);
                    xml.WriteAttributeString("source-language", Languages.English);
                    xml.WriteAttributeString("target-language", language);
                    xml.WriteAttributeString("datatype", "plaintext");
                    xml.WriteStartElement("body");
                }
                else
                {
                    xml.WriteAttributeString("id", name);
                    xml.WriteAttributeString("original", Project + name);
                }

                foreach (var unit in medium)
                {
                    if (version == XliffVersion.V12)
                    {
                        Write12(xml, unit, language);
                    }
                    else
                    {
                        Write20(xml, unit);
                    }
                }

                if (version == XliffVersion.V12)
                {
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    internal static string Name(WordingMedium medium) => medium == WordingMedium.Voice ? "voice" : "text";

    private static void Write12(XmlWriter xml, XliffUnit unit, string language)
    {
        xml.WriteStartElement("trans-unit");
        xml.WriteAttributeString("id", unit.Key);
        xml.WriteAttributeString("resname", unit.Key);
        if (unit.State == ReviewState.SignedOff)
        {
            xml.WriteAttributeString("approved", "yes");
        }

        Words(xml, "source", unit.Source, ("xml:lang", Languages.English));
        var state = unit.State switch
        {
            ReviewState.SignedOff => "signed-off",
            ReviewState.InReview => "needs-review-translation",
            ReviewState.Draft => "translated",
            _ => "needs-translation",
        };
        Words(xml, "target", unit.Target, ("xml:lang", language), ("state", state));
        xml.WriteStartElement("note");
        xml.WriteAttributeString("from", "developer");
        xml.WriteString(unit.Note);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write20(XmlWriter xml, XliffUnit unit)
    {
        xml.WriteStartElement("unit");
        xml.WriteAttributeString("id", unit.Key);
        xml.WriteStartElement("notes");
        xml.WriteStartElement("note");
        xml.WriteString(unit.Note);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("segment");
        xml.WriteAttributeString("state", unit.State switch
        {
            ReviewState.SignedOff => "final",
            ReviewState.InReview => "reviewed",
            ReviewState.Draft => "translated",
            _ => "initial",
        });
        Words(xml, "source", unit.Source);
        Words(xml, "target", unit.Target);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Words(XmlWriter xml, string element, string words, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("xml", "space", null, "preserve");
        foreach (var (name, value) in attributes)
        {
            if (name == "xml:lang")
            {
                xml.WriteAttributeString("xml", "lang", null, value);
            }
            else
            {
                xml.WriteAttributeString(name, value);
            }
        }

        xml.WriteString(words);
        xml.WriteEndElement();
    }
}
