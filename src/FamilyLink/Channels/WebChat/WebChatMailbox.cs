using System.Collections.Concurrent;

namespace FamilyLink.Channels.WebChat;

/// <summary>What waits for open chat pages, such as a caseworker's answer. A page that asks no more is closed, and nothing is left for it.</summary>
public sealed class WebChatMailbox(TimeProvider clock)
{
    private const int MostPages = 10_000;
    private const int MostWaiting = 50;
    private static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Page> _pages = new(StringComparer.Ordinal);

    /// <summary>The page of an account is open: what waits for it. Words stay until the page says that it has them, so that a lost answer loses none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="after">The number of the last words it has; 0 at first.</param>
    public IReadOnlyList<(long Number, string Words)> Wait(string account, long after)
    {
        if (_pages.Count >= MostPages)
        {
            foreach (var (gone, _) in _pages.Where(p => !IsOpen(p.Value)))
            {
                _pages.TryRemove(gone, out _);
            }
        }

        if (_pages.Count >= MostPages && !_pages.ContainsKey(account))
        {
            return [];
        }

        var page = _pages.GetOrAdd(account, _ => new Page());
        lock (page)
        {
            page.SeenAt = clock.GetUtcNow();
            page.Waiting.RemoveAll(w => w.Number <= after);
            return [.. page.Waiting];
        }
    }

    /// <summary>Leaves words for an account; false when its page is closed.</summary>
    public bool Deliver(string account, string words)
    {
        if (!_pages.TryGetValue(account, out var page))
        {
            return false;
        }

        lock (page)
        {
            if (!IsOpen(page) || page.Waiting.Count >= MostWaiting)
            {
                return false;
            }

            page.Waiting.Add((++page.Last, words));
            return true;
        }
    }

    private bool IsOpen(Page page) => clock.GetUtcNow() - page.SeenAt < Closed;

    private sealed class Page
    {
        public List<(long Number, string Words)> Waiting { get; } = [];

        public long Last { get; set; }

        public DateTimeOffset SeenAt { get; set; }
    }
}
