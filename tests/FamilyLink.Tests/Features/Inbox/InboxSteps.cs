using FamilyLink.Data.Messages;
using FamilyLink.Features.Inbox;
using FamilyLink.Messaging;
using FamilyLink.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FamilyLink.Tests.Features.Inbox;

/// <summary>What caseworkers do in a conversation, through its page, for the tests of the inbox.</summary>
internal static class InboxSteps
{
    public static async Task<(ConsoleBrowser Worker, Guid Id)> TalkAsync(FamilyLinkHost host, string from)
    {
        await host.SmsAsync(from, "0");
        var id = await ConversationAsync(host, from);
        var worker = await ConsoleBrowser.SignInAsync(host, "caseworker@demo.local");
        await worker.SendAsync($"/inbox/{id}", "Claim");
        return (worker, id);
    }

    public static async Task<string> SecondAsync(FamilyLinkHost host, Guid id, bool send, Guid? which = null)
    {
        var answer = which ?? await host.DbAsync(db => db.Set<StaffAnswer>().Where(a => a.NeedsSecond && a.SeenBy == null).Select(a => a.Id).SingleAsync());
        var second = await ConsoleBrowser.SignInAsync(host, "second@demo.local");
        return await second.SendAsync($"/inbox/{id}", "Second", ("answer", answer.ToString()), ("send", send ? "true" : "false"));
    }

    public static Task<string> AnswerAsync(ConsoleBrowser worker, Guid id, string? snippet = null, string? words = null) =>
        worker.SendAsync($"/inbox/{id}", "Answer", ("Key", Guid.CreateVersion7().ToString()), ("Snippet", snippet ?? ""), ("Text", words ?? ""));

    public static Task<Guid> ConversationAsync(FamilyLinkHost host, string phone) => host.DbAsync(db =>
    {
        var hash = host.Service<FamilyLink.Data.Encryption.KeyedHasher>().OfAddress(Addresses.Telephone(phone));
        return db.Conversations.Where(c => c.AddressHash == hash).Select(c => c.Id).SingleAsync();
    });

    public static Task<List<(OutboundState, string?)>> StaffAnswersAsync(FamilyLinkHost host) => host.DbAsync(async db =>
        (await db.OutboundMessages.AsNoTracking().Where(m => m.Purpose == OutboundPurpose.StaffAnswer).ToListAsync()).ConvertAll(m => (m.State, m.OutcomeCode)));
}
