namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>One operation of the contract. Whatever holds for all operations is tested for it by its line in <see cref="Operations"/>.</summary>
/// <param name="Name">The published name.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with <c>{S}</c> for <c>/servers/{serverid}</c>, <c>{user}</c>, <c>{account}</c>, <c>{key}</c>, <c>{role}</c> and <c>{transaction}</c>.</param>
/// <param name="Rights">The rights of which one is enough; root is always enough. <c>global</c> before them: only globally. <c>*</c>: every role may call it.</param>
/// <param name="Answers">A schema, <c>nothing</c>, <c>attributes</c>, or the Content-Type of bytes.</param>
/// <param name="Takes">Its parameters, with <c>!</c> behind those that must be there.</param>
/// <param name="Body">What kind of body it takes.</param>
/// <param name="Needs">What must be there beyond what the path names: <c>login</c>, <c>approved</c>, <c>role</c>.</param>
internal sealed record Operation(string Name, string Method, string Path, string Rights, string Answers, string Takes = "", string Body = "", string Needs = "")
{
    /// <summary>An id of the right form that nothing has.</summary>
    public const string UnknownId = "AAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>Whether it is about a session: needs <c>X-nonce</c>.</summary>
    public bool OfSession => Path.Contains("/sessions", StringComparison.Ordinal) || Path.Contains("/provokelogin", StringComparison.Ordinal);

    /// <summary>Whether it names a user, in its path or as a parameter.</summary>
    public bool TakesUser => Path.Contains("{user}", StringComparison.Ordinal) || Parameters.Contains("userid");

    public bool OnServer => Path.StartsWith("{S}", StringComparison.Ordinal);

    public bool ForEveryRole => Rights == "*";

    public bool GloballyOnly => Rights.StartsWith("global ", StringComparison.Ordinal) || !OnServer;

    /// <summary>Whether it touches the one set of attributes that the installation has.</summary>
    public bool OfInstallation => Path.StartsWith("/attributes", StringComparison.Ordinal);

    public IReadOnlyList<string> Parameters => [.. Takes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.TrimEnd('!'))];

    public IReadOnlyList<string> Required => [.. Takes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(name => name.EndsWith('!')).Select(name => name.TrimEnd('!'))];

    public bool IsEnough(string right) => right == "root" || Rights.Split(' ').Contains(right);

    /// <summary>The path with things that do not exist: what is refused before they are looked for needs no others.</summary>
    public string PathOfNothing(string server) => Path
        .Replace("{S}", server, StringComparison.Ordinal)
        .Replace("{user}", "nobody", StringComparison.Ordinal)
        .Replace("{account}", "999999999999999", StringComparison.Ordinal)
        .Replace("{key}", "unheard", StringComparison.Ordinal)
        .Replace("{role}", UnknownId, StringComparison.Ordinal)
        .Replace("{transaction}", UnknownId, StringComparison.Ordinal);
}
