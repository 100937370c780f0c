using System.Collections.Concurrent;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;

namespace FamilyLink.Conversations;

/// <summary>A conversation as a turn needs it, opened.</summary>
internal sealed record KnownConversation(
    Guid Id,
    Guid PersonKeyId,
    byte[] AddressHash,
    ConversationState State,
    long Version,
    Guid? VerifiedContactId,
    DateTime? VerifiedUntil,
    DateTime? HumanActiveSince,
    bool Suppressed)
{
    /// <summary>The address sealed as <c>message.address</c>: the same bytes serve every reply.</summary>
    public byte[]? SealedAddress { get; init; }
}

/// <summary>
/// The conversations this process turned last, so that a person's next message needs no read. It can never be believed wrongly: whatever changes a
/// conversation or its opt-out changes the stored version too (the database's own triggers see to it), and a turn made from an older version is refused
/// when it is written, forgotten here, and made again from what is stored.
/// </summary>
internal sealed class RememberedConversations
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(Channel Channel, string Address), KnownConversation> _known = new();

    public KnownConversation? Find(Channel channel, string address) => _known.GetValueOrDefault((channel, address));

    public void Keep(Channel channel, string address, KnownConversation conversation)
    {
        if (_known.Count >= Most)
        {
            // Clearing everything is rare and simpler than an LRU; entries are reloaded on demand.
            _known.Clear();
        }

        _known[(channel, address)] = conversation;
    }

    public void Forget(Channel channel, string address) => _known.TryRemove((channel, address), out _);
}
