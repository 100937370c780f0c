using System.Collections.Concurrent;

namespace FamilyLink.Channels.WebChat;

/// <summary>What waits for open chat pages, such as a caseworker's answer. A page that asks no more is closed, and nothing is left for it.</summary>
public sealed class WebChatMailbox(TimeProvider clock)
{
    private const int MostPages = 10_000;
    private const int MostWaiting = 50;
    private static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Page> _pages = new(StringComparer.Ordinal);

    /// <summary>The page of an account is open; what waited for it.</summary>
    public IReadOnlyList<string> Take(string account)
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
        page.SeenAt = clock.GetUtcNow();
        var words = new List<string>();
        while (page.Waiting.TryDequeue(out var next))
        {
            words.Add(next);
        }

        return words;
    }

    /// <summary>Leaves words for an account; false when its page is closed.</summary>
    public bool Deliver(string account, string words)
    {
        if (!_pages.TryGetValue(account, out var page) || !IsOpen(page) || page.Waiting.Count >= MostWaiting)
        {
            return false;
        }

        page.Waiting.Enqueue(words);
        return true;
    }

    private bool IsOpen(Page page) => clock.GetUtcNow() - page.SeenAt < Closed;

    private sealed class Page
    {
        public ConcurrentQueue<string> Waiting { get; } = new();

        public DateTimeOffset SeenAt { get; set; }
    }
}
