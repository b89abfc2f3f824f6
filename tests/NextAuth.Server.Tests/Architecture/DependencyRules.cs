namespace NextAuth.Server.Tests.Architecture;

/// <summary>Who may use whom, between projects (docs/architecture.md, section 5). Every project of src/ has a row; one without fails.</summary>
public class DependencyRules
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private static readonly Dictionary<string, Allowed> Table = new()
    {
        ["NextAuth.Protocol"] = new([], [], HasAspNetCore: false),
        ["NextAuth.Server"] = new(["NextAuth.Protocol"], ["Google.Apis.Auth", "QRCoder", "Swashbuckle.AspNetCore.SwaggerUI"], HasAspNetCore: true),
        ["NextAuth.Server.Sql"] = new(["NextAuth.Server"], ["Dapper", "dbup-", "Microsoft.Data.Sqlite", "SQLitePCLRaw"], HasAspNetCore: true),
        ["NextAuth.Client"] = new([], ["Microsoft.Extensions.Http.Resilience"], HasAspNetCore: false),
        ["NextAuth.Host"] = new(["NextAuth.Server", "NextAuth.Server.Sql"], ["OpenTelemetry.", "prometheus-net", "System.CommandLine"], HasAspNetCore: true),
        ["NextAuth.AspNetCore"] = new(["NextAuth.Client"], [], HasAspNetCore: true),
        ["NextAuth.Authenticator"] = new(["NextAuth.Protocol"], [], HasAspNetCore: false),
        ["NextAuth.Authenticator.Cli"] = new(["NextAuth.Authenticator"], ["System.CommandLine", "Spectre.Console"], HasAspNetCore: false),
    };

    /// <summary>What no using line of a project may begin with, beside the projects it may not reference.</summary>
    private static readonly Dictionary<string, string[]> Never = new()
    {
        ["NextAuth.Protocol"] = ["Microsoft.", "System.IO", "System.Net", "System.Data"],
        ["NextAuth.Server"] = ["Dapper", "DbUp", "Microsoft.Data.", "Npgsql", "SQLitePCL", "System.Data", "StackExchange."],
        ["NextAuth.Client"] = ["Microsoft.AspNetCore.", "NextAuth."],
        ["NextAuth.Authenticator"] = ["Microsoft.AspNetCore."],
        ["NextAuth.Authenticator.Cli"] = ["Microsoft.AspNetCore."],
        ["NextAuth.Host"] = ["Dapper", "DbUp", "Microsoft.Data.", "SQLitePCL"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string name)
    {
        var project = SourceTree.Project(name);
        Assert.True(Table.TryGetValue(name, out var allowed), $"{name} has no row in the table.");

        Assert.Empty(project.Projects.Except(allowed!.Projects));
        Assert.DoesNotContain(project.Packages, package => !allowed.Packages.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        Assert.True(allowed.HasAspNetCore || !project.Frameworks.Contains(AspNetCore), $"{name} must not use ASP.NET Core.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_using_line_names_only_what_the_table_allows(string name)
    {
        var project = SourceTree.Project(name);
        var reachable = Reachable(name).ToHashSet();
        var forbidden = Never.GetValueOrDefault(name, []);

        var faults = project.Files.SelectMany(file => file.Usings
            .Where(used => forbidden.Any(prefix => used.StartsWith(prefix, StringComparison.Ordinal)) || (Owner(used) is { } owner && !reachable.Contains(owner)))
            .Select(used => $"{file.Path}: {used}"));

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_row_of_the_table_is_a_project() =>
        Assert.Empty(Table.Keys.Except(SourceTree.Projects.Select(project => project.Name)));

    private static IEnumerable<string> Reachable(string name) => Table[name].Projects.SelectMany(Reachable).Append(name);

    // The longest name wins: NextAuth.Server.Sql.Database belongs to Server.Sql, NextAuth.Server.Sessions to Server.
    private static string? Owner(string used) => SourceTree.Projects
        .Select(project => project.Name)
        .Where(project => used == project || used.StartsWith(project + ".", StringComparison.Ordinal))
        .MaxBy(project => project.Length);

    private sealed record Allowed(string[] Projects, string[] Packages, bool HasAspNetCore);
}
