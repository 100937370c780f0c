using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FamilyLink.Tests.Infrastructure;

/// <summary>Keeps every log line of a host, down to Debug, so that tests can look for what must not be there.</summary>
public sealed class LogKeeper : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string All => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Keeper(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Keeper(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {formatter(state, exception)} {exception}");
    }
}
