using FamilyLink.Data;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Conversations;

/// <summary>What somebody hears first who answers a call of ours.</summary>
public sealed class OutboundCalls(IDbContextFactory<FamilyLinkContext> contexts, FieldEncryptor encryptor, KeyedHasher hasher)
{
    /// <summary>The incoming message that an answered call is; null when no call to that number is under way.</summary>
    /// <param name="messageId">The outbound row that caused the call.</param>
    /// <param name="provider">The gateway.</param>
    /// <param name="call">Its id for the call.</param>
    /// <param name="address">The canonical address it says was called.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IncomingMessage?> AnsweredAsync(Guid messageId, string provider, string call, string address, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.OutboundMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == messageId && m.Channel == Channel.Voice, cancellation);
        if (row is null
            || row.State is not (OutboundState.Sending or OutboundState.Sent or OutboundState.Unknown or OutboundState.Delivered)
            || !row.AddressHash.AsSpan().SequenceEqual(hasher.OfAddress(address))
            || encryptor.DecryptIfKept(row.PersonKeyId, "message.address", row.Address) != address)
        {
            return null;
        }

        var opening = await ConversationOpener.OpeningAsync(db, row, cancellation);
        return new IncomingMessage(
            provider,
            call + ":0",
            Channel.Voice,
            address,
            "",
            Medium.Voice,
            opening is null ? InputKind.Call : InputKind.Opening,
            Call: call,
            Opening: opening,
            Language: opening is null ? null : row.Language);
    }
}
