using FamilyLink.Data;
using FamilyLink.Data.CheckIns;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Dialogs;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Conversations;

/// <summary>When a neutral first message has left, the conversation remembers that it was asked "is it a good time?".</summary>
public sealed class ConversationOpener(ConversationEngine engine, FieldEncryptor encryptor, ISecretCheck secrets, INewsSource news, IAnswerLibrary answers, SiteSettings site, TimeProvider clock) : ISentHandler
{
    /// <inheritdoc/>
    public async Task SentAsync(OutboundMessage message, string address, WriteSession session)
    {
        // A call opens itself when somebody answers it.
        if (message.Channel == Data.People.Channel.Voice || message.Purpose is not (OutboundPurpose.NewsOfRelative or OutboundPurpose.CourtUpdate or OutboundPurpose.CheckIn))
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var row = await session.Db.Conversations.SingleOrDefaultAsync(c => c.AddressHash == message.AddressHash && c.Channel == message.Channel);
        if (row is null)
        {
            var key = encryptor.NewKey();
            session.Db.PersonKeys.Add(key);
            row = new Conversation
            {
                Channel = message.Channel,
                AddressHash = message.AddressHash,
                Address = encryptor.Encrypt(key.Id, "conversation.address", address),
                PersonKeyId = key.Id,
                // We opened this conversation, so it does not count as a message from them (S1).
                LastInboundAt = DateTime.UnixEpoch,
            };
            session.Db.Conversations.Add(row);
        }

        var state = StateJson.Read(encryptor.Decrypt(row.PersonKeyId, "conversation.state", row.State));
        var sender = new Sender(row.Id, row.Channel, row.AddressHash, row.PersonKeyId, Medium.Text, now);
        var ports = new TurnPorts(sender, secrets, news, site, answers) { OptedOut = false, DefaultLanguage = message.Language, Language = message.Language };
        var opened = await engine.TurnAsync(
            new TurnInput(InputKind.Opening, "", Medium.Text, await OpeningAsync(session.Db, message, CancellationToken.None)),
            state with { Language = message.Language },
            ports,
            CancellationToken.None);
        row.State = encryptor.Encrypt(row.PersonKeyId, "conversation.state", StateJson.Write(opened.State));
        row.Version++;
    }

    /// <summary>What a message opens a conversation about; null when it opens none.</summary>
    public static async Task<string?> OpeningAsync(FamilyLinkContext db, OutboundMessage message, CancellationToken cancellation)
    {
        switch (message.Purpose)
        {
            case OutboundPurpose.NewsOfRelative:
                return Openings.News;
            case OutboundPurpose.CourtUpdate:
                return Openings.Court;
            case OutboundPurpose.CheckIn:
                var asked = await db.Set<CheckIn>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == message.CauseId, cancellation);
                return asked is null ? Openings.CheckIn : await CheckIn.OpeningAsync(db, asked, cancellation);
            default:
                return null;
        }
    }

    /// <summary>The neutral first words of a call, as a page that is played: what people approve.</summary>
    public static string SpokenOpening(string language) => VoiceRenderer.Prompt(Dialogs.Conversations.OpeningDialog.Opening.Key, language).Words;

    /// <summary>The neutral first message in a language, exactly as it leaves: what people approve.</summary>
    public static string OpeningText(string language) => TextRenderer.Render([Dialogs.Conversations.OpeningDialog.Opening], language);
}
