using System.Text.RegularExpressions;

namespace NextAuth.Server.Tests.Architecture;

/// <summary>Who may use whom, between the slices of Server (docs/architecture.md, section 5).</summary>
public partial class SliceRules
{
    /// <summary>Stores that a slice uses although they are another's, each with its reason. One that is not needed any more fails.</summary>
    private static readonly Dictionary<(string Slice, string Store), string> Exceptions = new()
    {
        [("Push", "IAccountStore")] = "which accounts a user has is decided by one read; AccountService adds nothing to it",
        [("Jobs", "ISessionStore")] = "expiry is the stores' own affair: no rule of a service stands between",
        [("Jobs", "IPushStore")] = "as above",
        [("Jobs", "IPushEndpointStore")] = "as above",
        [("Jobs", "IEnrolmentStore")] = "as above",
        [("Jobs", "ITransactionStore")] = "as above",
        [("Jobs", "IServerStore")] = "as above",
        [("Jobs", "IAccountStore")] = "as above",
    };

    private static IReadOnlyList<SourceFile> Files => SourceTree.Project("NextAuth.Server").Files;

    [Fact]
    public void Endpoints_never_use_a_store() =>
        Assert.Empty(Files.Where(file => file.Path.EndsWith("Endpoints.cs", StringComparison.Ordinal) || file.Path.EndsWith("Endpoint.cs", StringComparison.Ordinal))
            .Where(file => StoreName().IsMatch(file.Code))
            .Select(file => file.Path));

    [Fact]
    public void Services_never_see_HTTP() =>
        Assert.Empty(Files.Where(file => file.Path.EndsWith("Service.cs", StringComparison.Ordinal))
            .Where(file => HttpName().IsMatch(file.Code) || file.Usings.Any(used => used.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)))
            .Select(file => file.Path));

    [Fact]
    public void A_slice_uses_another_slice_through_its_service_never_its_store()
    {
        var used = StoresOfOthers().ToHashSet();
        Assert.Empty(used.Except(Exceptions.Keys));
    }

    [Fact]
    public void Every_exception_is_still_needed()
    {
        var slices = Files.Select(file => file.Slice).ToHashSet();
        Assert.Empty(Exceptions.Keys.Where(exception => slices.Contains(exception.Slice)).Except(StoresOfOthers()));
    }

    [Fact]
    public void Services_have_no_cycles()
    {
        var uses = Files
            .Where(file => file.Path.EndsWith("Service.cs", StringComparison.Ordinal))
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file.Path),
                file => ServiceName().Matches(file.Code).Select(match => match.Value).Where(name => name != Path.GetFileNameWithoutExtension(file.Path)).ToHashSet());

        Assert.NotEmpty(uses);
        Assert.DoesNotContain(uses.Keys, service => Reaches(service, service, uses, []));
    }

    // Seen in metadata the rule would be exact, but a public type of Server is there for another project: Sql implements its ports, Host composes it.
    [Fact]
    public void Endpoints_logs_and_JSON_contexts_are_internal()
    {
        string[] inner = ["Endpoints", "Endpoint", "Log", "Json", "OptionsValidator", "Setup"];
        var shown = typeof(ServerSetup).Assembly.GetExportedTypes()
            .Where(type => type != typeof(ServerSetup) && inner.Any(ending => type.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(type => type.FullName);
        Assert.Empty(shown);
    }

    [Fact]
    public void Classes_nobody_derives_from_are_sealed()
    {
        var types = typeof(ServerSetup).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.Namespace?.StartsWith("NextAuth.Server", StringComparison.Ordinal) is true).ToList();
        var parents = types.Select(type => type.BaseType).ToHashSet();
        Assert.Empty(types.Where(type => !type.IsSealed && !parents.Contains(type) && !IsGenerated(type)).Select(type => type.FullName));
    }

    private static IEnumerable<(string Slice, string Store)> StoresOfOthers() => Files
        .Where(file => file.Path != "ServerSetup.cs")
        .SelectMany(file => StoreName().Matches(file.Code).Select(match => (file.Slice, Store: match.Value)))
        .Where(use => Files.Any(file => Path.GetFileNameWithoutExtension(file.Path) == use.Store && file.Slice != use.Slice))
        .Distinct();

    private static bool Reaches(string from, string target, Dictionary<string, HashSet<string>> uses, HashSet<string> seen) =>
        uses.GetValueOrDefault(from, []).Any(next => next == target || (seen.Add(next) && Reaches(next, target, uses, seen)));

    private static bool IsGenerated(Type type) => type.Name.Contains('<', StringComparison.Ordinal) || type.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) is true;

    [GeneratedRegex(@"\bI[A-Z]\w*Store\b")]
    private static partial Regex StoreName();

    [GeneratedRegex(@"\b(HttpContext|HttpRequest|HttpResponse|IResult|TypedResults|ProblemDetails)\b")]
    private static partial Regex HttpName();

    [GeneratedRegex(@"\b[A-Z]\w*Service\b")]
    private static partial Regex ServiceName();
}
