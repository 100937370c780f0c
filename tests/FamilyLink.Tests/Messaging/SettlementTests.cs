using FamilyLink.Channels.Twilio;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FamilyLink.Tests.Messaging;

/// <summary>When the provider's answer is lost, the provider is asked what happened, and exactly one of each message arrives.</summary>
public sealed class SettlementTests
{
    private const string Account = "AC0123456789abcdef0123456789abcdef";
    private const string To = FamilyLinkHost.Stranger;

    public static TheoryData<string> Databases => Infrastructure.Databases.All;

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Settle_ConnectionBrokeAfterTaking_IsNotSentAgain(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await WriteAsync(host, "one");
        twilio.Next(TwilioFault.ResetAfterTaking);

        await DrainTwiceAsync(host);

        Assert.Equal(1, twilio.Counts()[(To, "one")]);
        Assert.Equal([OutboundState.Sent], await StatesAsync(host));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Settle_ConnectionBrokeBeforeTaking_IsSentAgain(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await WriteAsync(host, "one");
        twilio.Next(TwilioFault.ResetBeforeTaking);

        await DrainTwiceAsync(host);

        Assert.Equal(1, twilio.Counts()[(To, "one")]);
        Assert.Equal(2, twilio.Requests);
        Assert.Equal([OutboundState.Sent], await StatesAsync(host));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Settle_SameWordsSentBeforeForAnotherCause_AreNotTakenForThese(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await WriteAsync(host, "the same words");
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        await WriteAsync(host, "the same words");
        twilio.Next(TwilioFault.ResetBeforeTaking);

        await DrainTwiceAsync(host);

        Assert.Equal(2, twilio.Counts()[(To, "the same words")]);
        Assert.Equal([OutboundState.Sent, OutboundState.Sent], await StatesAsync(host));
    }

    [SkippableTheory]
    [MemberData(nameof(Databases))]
    public async Task Settle_TwoOfTheSameWordsBothLostSight_OneTaken_EndsWithTwoAtTheProvider(string database)
    {
        await using var twilio = await TwilioDouble.StartAsync(Account, TwilioOptions.DemoAuthToken);
        await using var host = await HostAsync(database, twilio);
        await WriteAsync(host, "the same words");
        await WriteAsync(host, "the same words");
        twilio.Next(TwilioFault.ResetBeforeTaking, TwilioFault.ServerErrorAfterTaking);

        await DrainTwiceAsync(host);

        Assert.Equal(2, twilio.Counts()[(To, "the same words")]);
        Assert.Equal([OutboundState.Sent, OutboundState.Sent], await StatesAsync(host));
    }

    private static async Task<FamilyLinkHost> HostAsync(string database, TwilioDouble twilio)
    {
        var host = new FamilyLinkHost(database, builder => builder
            .UseSetting("Sms:Gateway", "Twilio")
            .UseSetting("Twilio:AccountSid", Account)
            .UseSetting("Twilio:From", "+15005550006")
            .UseSetting("Twilio:ApiBaseUrl", twilio.BaseUrl));

        // The demo people's own messages would take the faults meant for these.
        await host.DbAsync(db => db.OutboundMessages.ExecuteDeleteAsync());
        return host;
    }

    private static Task WriteAsync(FamilyLinkHost host, string body) => host.SaveAsync(db =>
    {
        var encryptor = host.Service<FieldEncryptor>();
        var key = encryptor.NewKey();
        var address = Addresses.Telephone(To);
        db.Add(key);
        db.Add(new OutboundMessage
        {
            SendKey = "test:" + Guid.NewGuid().ToString("N"),
            Channel = Channel.Sms,
            AddressHash = host.Service<KeyedHasher>().OfAddress(address),
            Address = encryptor.Encrypt(key.Id, "message.address", address),
            PersonKeyId = key.Id,
            Body = encryptor.Encrypt(key.Id, "message.body", body),
            Language = "en",
            Purpose = OutboundPurpose.Reply,
            Priority = 0,
            CauseKind = "test",
            NotBefore = host.Now,
            ExpiresAt = host.Now.AddDays(1),
            CreatedAt = host.Now,
            State = OutboundState.Waiting,
            StateAt = host.Now,
        });
        return Task.CompletedTask;
    });

    // Once to hand over, once after the wait that an unknown fate asks for.
    private static async Task DrainTwiceAsync(FamilyLinkHost host)
    {
        await host.Dispatcher.DrainAsync(CancellationToken.None);
        host.Clock.Forward(TimeSpan.FromMinutes(1));
        await host.Dispatcher.DrainAsync(CancellationToken.None);
    }

    private static Task<List<OutboundState>> StatesAsync(FamilyLinkHost host) => host.DbAsync(db => db.OutboundMessages.Select(m => m.State).ToListAsync());
}
