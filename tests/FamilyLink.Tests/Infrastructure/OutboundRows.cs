using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Messages that wait to go out, written as a feature would.</summary>
public static class OutboundRows
{
    /// <summary>A row that is due now, to a number nobody knows.</summary>
    public static OutboundMessage To(FamilyLinkHost host, string number, string body)
    {
        var encryptor = host.Service<FieldEncryptor>();
        var key = encryptor.NewKey();
        host.SaveAsync(db => { db.Add(key); return Task.CompletedTask; }).GetAwaiter().GetResult();
        var address = Addresses.Telephone(number);
        return new OutboundMessage
        {
            SendKey = "test:" + Guid.NewGuid().ToString("N"),
            Channel = Channel.Sms,
            AddressHash = host.Service<KeyedHasher>().OfAddress(address),
            Address = encryptor.Encrypt(key.Id, "message.address", address),
            PersonKeyId = key.Id,
            Body = encryptor.Encrypt(key.Id, "message.body", body),
            Language = "lo",
            Purpose = OutboundPurpose.Reply,
            Priority = 0,
            CauseKind = "test",
            NotBefore = host.Now,
            ExpiresAt = host.Now.AddDays(1),
            CreatedAt = host.Now,
            State = OutboundState.Waiting,
            StateAt = host.Now,
        };
    }

    /// <summary>Stores one and returns its id.</summary>
    public static async Task<Guid> WriteAsync(FamilyLinkHost host, string number, string body)
    {
        var row = To(host, number, body);
        await host.SaveAsync(db => { db.Add(row); return Task.CompletedTask; });
        return row.Id;
    }
}
