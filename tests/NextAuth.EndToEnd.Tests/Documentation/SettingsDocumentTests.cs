using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Host.Settings;
using NextAuth.Server;

namespace NextAuth.EndToEnd.Tests.Documentation;

public class SettingsDocumentTests
{
    [Fact]
    public void The_settings_document_is_what_the_code_says()
    {
        var services = new ServiceCollection();
        services.AddNextAuthServer().AddHostOptions();
        var rows = SettingCatalog.Of(services).All.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(Row);

        GeneratedDocument.IsUpToDate(
            "docs/operations/settings.md",
            $"""
            | setting | default | range | meaning |
            | --- | --- | --- | --- |
            {string.Join('\n', rows)}
            """);
    }

    private static string Row(Setting setting)
    {
        var value = setting.Property.GetValue(Activator.CreateInstance(setting.Property.DeclaringType!));
        var range = setting.Range is { } bounds ? string.Create(CultureInfo.InvariantCulture, $"{bounds.Minimum} to {bounds.Maximum}")
            : setting.Type.IsEnum ? string.Join(", ", Enum.GetNames(setting.Type))
            : "";
        var alias = EnvironmentNames.Describe(setting.Key) is var described && described == setting.Key ? "" : "<br>" + described[(setting.Key.Length + 1)..].Trim('(', ')', ' ');
        var shown = string.Create(CultureInfo.InvariantCulture, $"{value}");
        return $"| `{setting.Key}`{alias} | {(shown.Length == 0 ? "" : $"`{shown}`")} | {range} | {XmlSummaries.Of(setting.Property)} |";
    }
}
