using System.CommandLine;
using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Management;

namespace NextAuth.Host.Commands;

/// <summary><c>permissions</c>: what roles may do.</summary>
internal static class PermissionsCommand
{
    public static Command Make(CommandCall call) => new("permissions", "What roles, and with them API keys, may do: grant and show it.") { Grant(call), Show(call) };

    public static PermissionResponse Response(Grant grant) =>
        new(string.Join(',', grant.Rights.Names()), grant.Role.ToString(), grant.Server?.ToString() ?? CommonArguments.Global);

    private static Command Grant(CommandCall call)
    {
        var role = new Argument<string>("ROLEID") { Description = "The role, as 'nextauth keys list' shows it." };
        var rights = new Argument<string[]>("RIGHTS") { Description = $"All that it may do there from now on: {RightNames.List}.", Arity = ArgumentArity.OneOrMore };
        var server = CommonArguments.Server();
        server.Required = true;
        var command = new Command(
            "grant",
            """
            Grant rights to a role on one server, or globally. They replace what it had there. The server must be stopped.

            Example: nextauth permissions grant ROLEID --server ID sessions users
            """)
        {
            role, rights, server,
        };
        command.SetAction((arguments, token) => GrantAsync(call, arguments.GetValue(role)!, arguments.GetValue(server)!, arguments.GetValue(rights)!, token));
        return command;
    }

    private static Command Show(CommandCall call)
    {
        var role = new Argument<string?>("ROLEID") { Description = "Of this role; without it, of all roles.", Arity = ArgumentArity.ZeroOrOne };
        var server = CommonArguments.Server();
        var json = CommonArguments.Json();
        var command = new Command(
            "show",
            """
            Show what roles may do: a role everywhere, all roles on a server, or a role on a server. Also while the server runs.

            Examples: nextauth permissions show ROLEID
                      nextauth permissions show --server global
            """)
        {
            role, server, json,
        };
        command.SetAction((arguments, token) => ShowAsync(call, arguments.GetValue(role), arguments.GetValue(server), arguments.GetValue(json), token));
        return command;
    }

    private static async Task<int> GrantAsync(CommandCall call, string roleText, string serverText, string[] names, CancellationToken cancellationToken)
    {
        if (!CommonArguments.TryReadRole(roleText, out var role, out var refusal)
            || !CommonArguments.TryReadServer(serverText, out var server, out refusal)
            || !CommonArguments.TryReadRights(names, server, out var rights, out refusal))
        {
            return call.Refuse(refusal);
        }

        var operation = $"POST /servers/{server?.ToString() ?? CommonArguments.Global}/permissions/{role}";
        return await Installation.WriteAsync(call, operation, needsMasterKey: false, async (installation, root) =>
        {
            if (!await installation.HasServerAsync(server, cancellationToken))
            {
                return call.Fail(CommonArguments.NoServer(server));
            }

            switch (await installation.Keys.SetRightsAsync(new(role, server, rights), root, cancellationToken))
            {
                case GrantResult.Done:
                    call.Line($"Role {role} has these rights {(server is { } id ? $"on server {id}" : "everywhere")} now, and no others: {string.Join(',', rights.Names())}");
                    return ExitCodes.Done;
                case GrantResult.LastRoot:
                    return call.Fail($"role {role} is the last one with global root; give another role with an API key root globally first, nothing was changed");
                default:
                    return call.Fail($"there is no role {role}; see 'nextauth keys list'");
            }
        });
    }

    private static async Task<int> ShowAsync(CommandCall call, string? roleText, string? serverText, bool json, CancellationToken cancellationToken)
    {
        RoleId? role = null;
        ServerId? server = null;
        if (roleText is null && serverText is null)
        {
            return call.Refuse("give a role, or --server ID|global, or both");
        }

        if (roleText is not null)
        {
            if (!CommonArguments.TryReadRole(roleText, out var read, out var refusal))
            {
                return call.Refuse(refusal);
            }

            role = read;
        }

        return serverText is not null && !CommonArguments.TryReadServer(serverText, out server, out var serverRefusal)
            ? call.Refuse(serverRefusal)
            : await Installation.ReadAsync(call, async installation =>
            {
                if (!await installation.HasServerAsync(server, cancellationToken))
                {
                    return call.Fail(CommonArguments.NoServer(server));
                }

                var grants = role is { } id ? await OfRoleAsync(installation, id, cancellationToken) : await installation.Keys.ListRightsAsync(server, cancellationToken);
                if (grants is null)
                {
                    return call.Fail($"there is no role {role}; see 'nextauth keys list'");
                }

                Write(call, [.. grants.Where(grant => serverText is null || grant.Server == server)], json);
                return ExitCodes.Done;
            });
    }

    private static async Task<IReadOnlyList<Grant>?> OfRoleAsync(Installation installation, RoleId id, CancellationToken cancellationToken)
    {
        if (await installation.Keys.FindRoleAsync(id, cancellationToken) is not { } role)
        {
            return null;
        }

        var onServers = role.OnServers.OrderBy(static held => held.Key.ToString(), StringComparer.Ordinal).Select(held => new Grant(id, held.Key, held.Value));
        return role.Global is Rights.None ? [.. onServers] : [new(id, null, role.Global), .. onServers];
    }

    private static void Write(CommandCall call, IReadOnlyList<Grant> grants, bool json)
    {
        if (json)
        {
            call.Line(JsonSerializer.Serialize(new([.. grants.Select(Response)]), CommandJson.Default.PermissionsResponse));
        }
        else if (grants.Count == 0)
        {
            call.Line("No rights there.");
        }
        else
        {
            Columns.Write(
                call.Output,
                ["ROLE", "SERVER", "RIGHTS"],
                grants.Select(static grant => (string[])[grant.Role.ToString(), grant.Server?.ToString() ?? CommonArguments.Global, string.Join(',', grant.Rights.Names())]));
        }
    }
}
