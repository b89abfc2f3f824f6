using System.Reflection;
using Microsoft.Extensions.Logging;
using NextAuth.Host.Settings;
using NextAuth.Server;
using NextAuth.Server.Sql;

namespace NextAuth.EndToEnd.Tests.Documentation;

public class EventsDocumentTests
{
    private static readonly LoggerMessageAttribute[] Events =
    [
        .. new[] { typeof(ServerSetup), typeof(SqlSetup), typeof(HostSetup) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(logged => logged.EventId),
    ];

    [Fact]
    public void Every_event_has_an_id_of_its_own() =>
        Assert.DoesNotContain(Events.CountBy(logged => logged.EventId), count => count.Value > 1 || count.Key <= 0);

    [Fact]
    public void The_events_document_is_what_the_code_says() => GeneratedDocument.IsUpToDate(
        "docs/operations/events.md",
        $"""
        | id | level | message |
        | --- | --- | --- |
        {string.Join('\n', Events.Select(logged => $"| {logged.EventId} | {logged.Level} | {logged.Message.Replace("|", "\\|", StringComparison.Ordinal)} |"))}
        """);
}
