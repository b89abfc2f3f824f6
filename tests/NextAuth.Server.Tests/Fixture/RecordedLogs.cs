using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Tests.Fixture;

/// <summary>Keeps what was logged, so that tests can look for what must, or must never, be there.</summary>
public sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public IReadOnlyCollection<Entry> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void Dispose()
    {
    }

    public sealed record Entry(EventId Id, LogLevel Level, string Text);

    private sealed class Recorder(RecordedLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs._entries.Enqueue(new(eventId, logLevel, formatter(state, exception) + exception));
    }
}
