using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace NextAuth.Host.Telemetry;

/// <summary>The platform's console formats, written by <see cref="LogWriter"/>.</summary>
internal sealed class LogProvider(IEnumerable<ConsoleFormatter> formatters, IOptions<ConsoleLoggerOptions> options) : ILoggerProvider, ISupportExternalScope
{
    private const int UsualLineLength = 1024;

    [ThreadStatic]
    private static StringWriter? Line;

    private readonly ConsoleFormatter _formatter = formatters.Single(formatter => formatter.Name == options.Value.FormatterName);
    private readonly LogWriter _writer = new(Console.OpenStandardError());
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _writer.Dispose();

    private void Write<TState>(in LogEntry<TState> entry)
    {
        var line = Line ??= new(CultureInfo.InvariantCulture);
        var text = line.GetStringBuilder();
        _formatter.Write(in entry, _scopes, line);
        if (text.Length > 0)
        {
            _writer.Write(text);
        }

        // One long stack trace is not kept by every thread it came from.
        if (text.Clear().Capacity > UsualLineLength)
        {
            text.Capacity = UsualLineLength;
        }
    }

    private sealed class Logger(LogProvider provider, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes?.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
            }
        }
    }
}
