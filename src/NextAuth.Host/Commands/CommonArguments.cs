using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using NextAuth.Host.Settings;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Host.Commands;

/// <summary>What several commands take, and how it is read.</summary>
internal static class CommonArguments
{
    /// <summary>Stands for "on every server", as in the API.</summary>
    public const string Global = "global";

    public static Option<bool> Json() => new("--json") { Description = "Write JSON, with the members that the REST API has." };

    public static Option<string?> Server() => new("--server")
    {
        Description = "The virtual server, by its id, or 'global' for all of them.",
        HelpName = "ID|global",
    };

    /// <summary>Reads a role's id; a line says what would be right.</summary>
    public static bool TryReadRole(string text, out RoleId role, [NotNullWhen(false)] out string? refusal)
    {
        refusal = RoleId.TryParse(text, out role) ? null : $"{OneLine.Of(text)}: is no role; must be 24 characters, as 'nextauth keys list' shows";
        return refusal is null;
    }

    /// <summary>Reads where rights hold; <see langword="null"/>: globally.</summary>
    public static bool TryReadServer(string text, out ServerId? server, [NotNullWhen(false)] out string? refusal)
    {
        (server, refusal) = (null, null);
        if (text == Global)
        {
            return true;
        }

        if (!ServerId.TryParse(text, out var id))
        {
            refusal = $"{OneLine.Of(text)}: is no server; must be {Global} or 24 characters, as 'nextauth servers list' shows";
            return false;
        }

        server = id;
        return true;
    }

    /// <summary>Reads rights, separated by commas or given one by one.</summary>
    public static bool TryReadRights(IEnumerable<string> texts, ServerId? server, out Rights rights, [NotNullWhen(false)] out string? refusal)
    {
        var names = texts.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (RightNames.TryParse(names, ofServer: server is not null, out rights))
        {
            refusal = null;
            return true;
        }

        var unknown = names.First(name => !RightNames.TryParse([name], ofServer: server is not null, out _));
        refusal = $"{OneLine.Of(unknown)}: is no right{(server is null ? "" : " on a server")}; there are {RightNames.List}; setrid only globally";
        return false;
    }

    public static string NoServer(ServerId? server) => $"there is no server {server}; see 'nextauth servers list'";
}
