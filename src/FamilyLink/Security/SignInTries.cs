using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace FamilyLink.Security;

/// <summary>
/// Wrong passwords, counted by account and by where they come from together: somebody outside locks out themselves, not the account's owner. Many from
/// many places against one account are slowed down too. Kept in the memory of one process; e-mail addresses only as hashes.
/// </summary>
public sealed class SignInTries(TimeProvider clock)
{
    private const int MostFromOnePlace = 5;
    private const int MostFromAll = 50;
    private const int MostKept = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, (int Count, DateTime Since)> _tries = new(StringComparer.Ordinal);

    /// <summary>Whether no more tries are taken from here for this account.</summary>
    public bool IsLocked(string email, string? place) => Count(Key(email, place)) >= MostFromOnePlace || Count(Key(email, "*")) >= MostFromAll;

    /// <summary>Notes a wrong password, for an account that exists or not.</summary>
    public void Failed(string email, string? place)
    {
        if (_tries.Count > MostKept)
        {
            foreach (var (key, entry) in _tries.Where(t => Now() - t.Value.Since > Window).ToList())
            {
                _tries.TryRemove(KeyValuePair.Create(key, entry));
            }
        }

        foreach (var key in (string[])[Key(email, place), Key(email, "*")])
        {
            _tries.AddOrUpdate(key, _ => (1, Now()), (_, before) => Now() - before.Since > Window ? (1, Now()) : (before.Count + 1, before.Since));
        }
    }

    /// <summary>Forgets the wrong ones from here after a right one.</summary>
    public void Succeeded(string email, string? place) => _tries.TryRemove(Key(email, place), out _);

    private int Count(string key) => _tries.TryGetValue(key, out var entry) && Now() - entry.Since <= Window ? entry.Count : 0;

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;

    private static string Key(string email, string? place) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{email.Trim().ToUpperInvariant()}\n{place}")));
}
