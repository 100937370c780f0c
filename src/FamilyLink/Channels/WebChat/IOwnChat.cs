namespace FamilyLink.Channels.WebChat;

/// <summary>A button under a message.</summary>
/// <param name="Title">What it says.</param>
/// <param name="Value">What pressing it sends.</param>
public sealed record ChatButton(string Title, string Value);

/// <summary>What a chat shows.</summary>
/// <param name="Text">The words.</param>
/// <param name="Buttons">The choices under them.</param>
public sealed record ChatMessage(string Text, IReadOnlyList<ChatButton> Buttons);

/// <summary>Chats on this service's own pages: the web chat, and Demo's Messenger. What is said there goes the way of every chat activity.</summary>
public interface IOwnChat
{
    /// <summary>Says something for an account; null when it is met with silence.</summary>
    /// <param name="channel">The chat's channel id.</param>
    /// <param name="account">The account.</param>
    /// <param name="id">The message's own id: the same again changes nothing.</param>
    /// <param name="text">The words, or what a button sends.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<ChatMessage?> SayAsync(string channel, string account, string id, string text, CancellationToken cancellation);

    /// <summary>How a chat shows stored words: the choices at their end as buttons.</summary>
    ChatMessage Show(string words, string account);
}

/// <summary>The <c>WebChat</c> section of the configuration: a chat page that partner sites may link to.</summary>
public sealed class WebChatOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebChat";

    /// <summary>The chat's channel id.</summary>
    public const string ChannelId = "familylink-web";

    /// <summary>What the page sends when it opens: it is in no language.</summary>
    public const string Start = "GET_STARTED";

    /// <summary>Off unless said otherwise.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where "leave at once" goes: a page that says nothing about anybody.</summary>
    public string ExitUrl { get; set; } = "https://www.google.com/";

    /// <summary>Origins that may show the page in a frame, such as <c>https://partner.example</c>; empty: none.</summary>
    public IList<string> Sites { get; } = [];

    /// <summary>True for an account of this chat. It lasts as long as its page is open, so nothing personal is ever linked to it.</summary>
    public static bool IsAddress(string? address) => address?.StartsWith($"bot:{ChannelId}:", StringComparison.Ordinal) == true;
}
