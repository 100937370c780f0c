using FamilyLink.Data.Messages;
using FamilyLink.Data.People;

namespace FamilyLink.Messaging.Outbound;

/// <summary>
/// The messages of one channel and one urgency on their way out. A lane has places of its own, so that a provider that hangs keeps nobody back but those who
/// wait for it, and answers and alarms pass the news and check-ins of their own channel.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="urgent">True for answers to people who wrote and alarms to staff; false for what the service begins.</param>
/// <param name="places">How many hand-offs may be in progress at once.</param>
internal sealed class DispatchLane(Channel channel, bool urgent, int places) : IDisposable
{
    /// <summary>The last priority that is urgent: what the service begins comes after it.</summary>
    public const int LastUrgent = (int)OutboundPurpose.StaffAnswer;

    // Leasing one row for each place that falls free would cost a transaction each.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _places = new(places, places);
    private readonly SemaphoreSlim _leasing = new(1, 1);

    /// <summary>The channel.</summary>
    public Channel Channel => channel;

    /// <summary>Whether it carries answers and alarms.</summary>
    public bool Urgent => urgent;

    /// <summary>The rows that are this lane's.</summary>
    public IQueryable<OutboundMessage> Of(IQueryable<OutboundMessage> rows) =>
        urgent ? rows.Where(m => m.Channel == channel && m.Priority <= LastUrgent) : rows.Where(m => m.Channel == channel && m.Priority > LastUrgent);

    /// <summary>The condition on rows that are this lane's, as SQL.</summary>
    public string Rows { get; } = $"m.channel = '{channel}' AND m.priority {(urgent ? "<=" : ">")} {LastUrgent}";

    /// <summary>Takes what is due, one caller after the other, as much of it as there are free places; waits for the first.</summary>
    public async Task<IReadOnlyList<OutboundMessage>> TakeAsync(Func<int, Task<List<OutboundMessage>>> lease, CancellationToken cancellation)
    {
        await _leasing.WaitAsync(cancellation);
        var taken = 0;
        var used = 0;
        try
        {
            await _places.WaitAsync(cancellation);
            for (taken = 1; taken < places && await _places.WaitAsync(Gathering, cancellation); taken++)
            {
            }

            var due = await lease(taken);
            used = due.Count;
            return due;
        }
        finally
        {
            if (taken > used)
            {
                _places.Release(taken - used);
            }

            _leasing.Release();
        }
    }

    /// <summary>Gives a place back; after the end of the service nobody waits for it.</summary>
    public void Done()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // What was still on its way when the service ended is settled at the next start.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _leasing.Dispose();
    }
}
