namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>What was read from one message: its sounds, the parts that count, and the words of danger among them. Signs and topics ask for it one after the other, so the last is kept.</summary>
internal sealed class MessageReading
{
    [ThreadStatic]
    private static MessageReading? _last;

    private readonly string _text;

    private MessageReading(string text)
    {
        _text = text;
        Streams = SoundStreams.Of(text, Matching.Features.Longest + 1);
        Features = Matching.Features.Of(Streams, out var words);
        Words = words;
    }

    public SoundStreams Streams { get; }

    public List<Feature> Features { get; }

    public List<FoundWord> Words { get; }

    /// <summary>Reads a part of a message; what was read of the whole is kept.</summary>
    public static MessageReading OfPart(string text) => new(text);

    /// <summary>Reads a text.</summary>
    public static MessageReading Of(string text) => _last is { } last && last._text == text ? last : _last = new MessageReading(text);
}
