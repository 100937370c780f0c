using System.Globalization;
using FamilyLink.Channels.WebChat;
using FamilyLink.Conversations;
using FamilyLink.Data;
using FamilyLink.Data.Demo;
using FamilyLink.Data.Encryption;
using FamilyLink.Data.Messages;
using FamilyLink.Data.People;
using FamilyLink.Messaging;
using FamilyLink.Messaging.Outbound;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FamilyLink.Features.Simulator;

/// <summary>
/// Telephones in the browser, in Demo mode only. What they send goes the same way as a gateway's message, and what they show are the stored rows.
/// </summary>
public sealed partial class IndexModel(
    FamilyLinkContext db,
    FieldEncryptor encryptor,
    KeyedHasher hasher,
    TurnProcessor service,
    DrainJob drain,
    TelephoneExchange exchange,
    IOwnChat chat,
    TimeProvider clock,
    IOptions<FamilyLinkOptions> options) : PageModel
{
    private const int LinesShown = 40;
    private const string Messenger = "facebook";

    public List<Phone> Phones { get; private set; } = [];

    public DateTime Now { get; private set; }

    private static readonly TimeSpan Step = TimeSpan.FromHours(6);

    public TimeSpan Ahead => (clock as DemoClock)?.Ahead ?? TimeSpan.Zero;

    public string NewSid() => "SIM" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo)
        {
            return NotFound();
        }

        await drain.RunAsync(cancellation);
        Now = clock.GetUtcNow().UtcDateTime;
        foreach (var person in DemoPeople.All)
        {
            var talk = await LinesAsync(MessengerOf(person), Channel.Messenger, cancellation);
            Phones.Add(new Phone(
                person,
                await LinesAsync(Addresses.Telephone(person.Phone), Channel.Sms, cancellation),
                exchange.RingingAt(Addresses.Telephone(person.Phone)),
                talk.ConvertAll(l => l.FromPerson ? l : l with { Text = chat.Show(l.Text, AccountOf(person)).Text }),
                talk.Find(l => !l.FromPerson) is { } last ? chat.Show(last.Text, AccountOf(person)).Buttons : []));
        }

        return Page();
    }

    public async Task<IActionResult> OnPostSendAsync(string? phone, string? text, string? sid, CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo || sid is not { Length: > 0 and <= 64 } || DemoPeople.All.All(p => p.Phone != phone))
        {
            return NotFound();
        }

        await service.ReceiveAsync(new IncomingMessage("simulator", sid, Channel.Sms, Addresses.Telephone(phone!), text ?? ""), cancellation);
        return Redirect($"/simulator#p{phone![1..]}");
    }

    /// <summary>Somebody writes on Messenger, or presses a button there; the answer is in the body, as the other phones' is in their gateway's.</summary>
    public async Task<IActionResult> OnPostChatAsync(string? phone, string? text, string? sid, CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo || sid is not { Length: > 0 and <= 64 } || DemoPeople.All.FirstOrDefault(p => p.Phone == phone) is not { } person)
        {
            return NotFound();
        }

        if (text is { Length: > 0 })
        {
            await chat.SayAsync(Messenger, AccountOf(person), sid, text, cancellation);
        }

        return Redirect($"/simulator#p{phone![1..]}");
    }

    public async Task<IActionResult> OnPostClockAsync(int minutes, CancellationToken cancellation)
    {
        if (options.Value.Mode != ServiceMode.Demo || clock is not DemoClock demo)
        {
            return NotFound();
        }

        // In steps, so that what falls due on the way happens in its order: a question, its silence, the next.
        for (var left = TimeSpan.FromMinutes(Math.Clamp(minutes, 0, 525_600)); left > TimeSpan.Zero; left -= Step)
        {
            demo.Forward(left < Step ? left : Step);
            await drain.RunAsync(cancellation);
        }

        return Redirect("/simulator");
    }

    private static string AccountOf(DemoPerson person) => "demo-" + person.Phone[^4..];

    private static string MessengerOf(DemoPerson person) => $"bot:{Messenger}:{AccountOf(person)}";

    private async Task<List<Line>> LinesAsync(string address, Channel channel, CancellationToken cancellation)
    {
        var hash = hasher.OfAddress(address);
        var received = await (
            from message in db.InboundMessages.AsNoTracking()
            join conversation in db.Conversations on message.ConversationId equals conversation.Id
            where conversation.AddressHash == hash && conversation.Channel == channel
            orderby message.ReceivedAt descending
            select new { message.Id, message.Body, conversation.PersonKeyId, At = message.ReceivedAt }).Take(LinesShown).ToListAsync(cancellation);
        var sent = await db.OutboundMessages.AsNoTracking()
            .Where(m => m.AddressHash == hash && m.Channel == channel && (m.State == OutboundState.Sent || m.State == OutboundState.Delivered))
            .OrderByDescending(m => m.StateAt)
            .Take(LinesShown)
            .Select(m => new { m.Id, m.Body, m.PersonKeyId, At = m.StateAt })
            .ToListAsync(cancellation);
        return received.Select(m => new Line(true, encryptor.DecryptIfKept(m.PersonKeyId, "message.body", m.Body) ?? "", m.At, 0))
            .Concat(sent.Select(m => new Line(false, encryptor.DecryptIfKept(m.PersonKeyId, "message.body", m.Body) ?? "", m.At, 1)))
            .OrderByDescending(l => l.At).ThenByDescending(l => l.Order)
            .Take(LinesShown)
            .ToList();
    }

    /// <summary>One phone, the call that rings at it, and its Messenger.</summary>
    public sealed record Phone(DemoPerson Person, List<Line> Lines, Guid? Ringing, List<Line> Chat, IReadOnlyList<ChatButton> Buttons);

    /// <summary>One message on a phone.</summary>
    public sealed record Line(bool FromPerson, string Text, DateTime At, int Order);
}
