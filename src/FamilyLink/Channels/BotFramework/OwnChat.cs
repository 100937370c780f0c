using FamilyLink.Channels.WebChat;
using FamilyLink.Conversations;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using Microsoft.Bot.Schema;

namespace FamilyLink.Channels.BotFramework;

/// <summary>Makes the activities of this service's own chats and runs them as those of any channel; the answer is wanted in the body.</summary>
internal sealed class OwnChat(FamilyLinkAdapter adapter, TurnProcessor service, BotReplySender courier, FieldEncryptor encryptor, KeyedHasher hasher, TimeProvider clock) : IOwnChat
{
    /// <summary>The service address of these chats: nobody is called there, <see cref="BotGateway"/> keeps what is for them.</summary>
    public const string ServiceUrl = "https://own-chat.invalid/";

    /// <inheritdoc/>
    public async Task<ChatMessage?> SayAsync(string channel, string account, string id, string text, CancellationToken cancellation)
    {
        var activity = new Activity
        {
            Type = ActivityTypes.Message,
            Id = id,
            ChannelId = channel,
            ServiceUrl = ServiceUrl,
            From = new ChannelAccount(account),
            Recipient = new ChannelAccount("service"),
            Conversation = new ConversationAccount(id: account),
            Text = text,
            DeliveryMode = DeliveryModes.ExpectReplies,
        };
        var response = await adapter.RunAsync(BotAuthentication.Admit(BotCaller.OnThisMachine, activity)!, activity, new BotTurn(service, courier, encryptor, hasher, clock), cancellation);
        return response?.Body is ExpectedReplies { Activities: [var answer, ..] } ? Message(answer.Text, answer.SuggestedActions) : null;
    }

    /// <inheritdoc/>
    public ChatMessage Show(string words, string account)
    {
        var (text, suggestions) = QuickReplies.Of(words, account);
        return Message(text, suggestions);
    }

    private static ChatMessage Message(string text, SuggestedActions? suggestions) =>
        new(text, [.. suggestions?.Actions.Select(a => new ChatButton(a.Title, (string)a.Value)) ?? []]);
}
