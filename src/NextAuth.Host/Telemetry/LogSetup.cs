using Microsoft.Extensions.Logging.Console;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Telemetry;

/// <summary>Structured logs on standard error: standard output holds the root API key of the first start and nothing else.</summary>
internal static class LogSetup
{
    private const string Utc = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Its one error at start repeats, with a stack trace, what Program says in a line.
    private const string StartCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    // Logs nothing that ours does not, but while it may, every request and every open socket carries an activity and a scope for it.
    private const string RequestCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void AddLogs(this ILoggingBuilder logging, LogOptions options, StartGate gate)
    {
        logging.SetMinimumLevel(options.Level).AddFilter((category, level) => IsWritten(category, level, options.Level, gate));
        if (options.Format is LogFormat.Json)
        {
            logging.AddJsonConsole(static json => (json.TimestampFormat, json.UseUtcTimestamp) = (Utc, true));
        }
        else
        {
            logging.AddSimpleConsole(static text => (text.SingleLine, text.TimestampFormat, text.UseUtcTimestamp, text.ColorBehavior) = (true, Utc + " ", true, LoggerColorBehavior.Disabled));
        }

        // The formats stay, and what writes them is ours.
        logging.Services.Remove(logging.Services.Single(static service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        logging.Services.AddSingleton<ILoggerProvider, LogProvider>();
    }

    private static bool IsWritten(string? category, LogLevel level, LogLevel wanted, StartGate gate) => category switch
    {
        StartCategory when !gate.IsStarted => false,
        RequestCategory => false,
        _ when category?.StartsWith("NextAuth.", StringComparison.Ordinal) is true => level >= wanted,

        // The framework writes paths at Information, and paths hold user ids.
        _ => level >= (wanted is LogLevel.Trace or LogLevel.Debug ? LogLevel.Information : LogLevel.Warning),
    };
}

/// <summary>Whether the program has started.</summary>
internal sealed class StartGate
{
    public bool IsStarted { get; set; }
}
