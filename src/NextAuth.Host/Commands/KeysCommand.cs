using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Host.Commands;

/// <summary><c>keys</c>: API keys.</summary>
internal static class KeysCommand
{
    private const string NoDescription = "made on the command line";

    public static Command Make(CommandCall call) => new("keys", "API keys: make, list and revoke them.") { Create(call), List(call), Revoke(call) };

    private static Command Create(CommandCall call)
    {
        var description = new Option<string>("--description") { Description = "What the key is for, to tell it from others later.", HelpName = "TEXT", DefaultValueFactory = static _ => NoDescription };
        var grant = new Option<string?>("--grant") { Description = $"What it may do, separated by commas: {RightNames.List}. Without it nothing, until rights are granted.", HelpName = "RIGHT,…" };
        var server = CommonArguments.Server();
        var json = CommonArguments.Json();
        var command = new Command(
            "create",
            """
            Make an API key with a new role. The key is printed this once; what is stored is a hash of it. The server must be stopped.

            Examples: nextauth keys create --description shop --grant sessions,users --server ID
                      nextauth keys create --description admin --grant root --server global
            """)
        {
            description, grant, server, json,
        };
        command.SetAction((arguments, token) =>
            CreateAsync(call, arguments.GetValue(description)!, arguments.GetValue(grant), arguments.GetValue(server), arguments.GetValue(json), token));
        return command;
    }

    private static Command List(CommandCall call)
    {
        var json = CommonArguments.Json();
        var command = new Command(
            "list",
            """
            List all API keys, the oldest first: of each its first characters, and the role that rights are granted to. Also while the server runs.

            Example: nextauth keys list --json
            """)
        {
            json,
        };
        command.SetAction((arguments, token) => Installation.ReadAsync(call, async installation =>
        {
            var keys = await installation.Keys.ListAllAsync(token);
            Write(call, keys, arguments.GetValue(json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Revoke(CommandCall call)
    {
        var role = new Argument<string>("ROLEID") { Description = "The key's role, as 'nextauth keys list' shows it." };
        var command = new Command(
            "revoke",
            """
            Revoke the API key of a role, and take the role's rights. The last role with global root stays. The server must be stopped.

            Example: nextauth keys revoke ROLEID
            """)
        {
            role,
        };
        command.SetAction(async (arguments, token) => CommonArguments.TryReadRole(arguments.GetValue(role)!, out var id, out var refusal)
            ? await Installation.WriteAsync(call, $"DELETE /apikeys/{id}", needsMasterKey: false, async (installation, root) =>
                await installation.Keys.RevokeAsync(id, root, token) switch
                {
                    GrantResult.Done => Done(call, $"Revoked: the API key of role {id}, and all its rights."),
                    GrantResult.LastRoot => call.Fail($"role {id} is the last one with global root; give another role with an API key root globally first, nothing was changed"),
                    _ => call.Fail($"role {id} has no API key; see 'nextauth keys list'"),
                })
            : call.Refuse(refusal));
        return command;
    }

    private static async Task<int> CreateAsync(CommandCall call, string description, string? grant, string? server, bool json, CancellationToken cancellationToken)
    {
        if (!ApiKeyRules.IsDescription(description))
        {
            return call.Refuse($"--description: must be 1 to {ApiKeyRules.MaxDescriptionLength} characters, no control characters");
        }

        if (grant is null != server is null)
        {
            return call.Refuse("--grant and --server: give both, or none");
        }

        ServerId? where = null;
        var rights = Rights.None;
        if (grant is not null
            && (!CommonArguments.TryReadServer(server!, out where, out var refusal) || !CommonArguments.TryReadRights([grant], where, out rights, out refusal)))
        {
            return call.Refuse(refusal);
        }

        return await Installation.WriteAsync(call, "POST /apikeys/", needsMasterKey: false, async (installation, root) =>
        {
            // Asked first: a key whose rights cannot be granted would be left behind, known to nobody.
            if (!await installation.HasServerAsync(where, cancellationToken))
            {
                return call.Fail(CommonArguments.NoServer(where));
            }

            var created = await installation.Keys.CreateAsync(description, root, cancellationToken);
            if (rights is not Rights.None)
            {
                await installation.Keys.SetRightsAsync(new(created.Role, where, rights), root, cancellationToken);
            }

            Write(call, created, new(created.Role, where, rights), json);
            return ExitCodes.Done;
        });
    }

    private static void Write(CommandCall call, CreatedApiKey created, Grant grant, bool json)
    {
        if (json)
        {
            call.Line(JsonSerializer.Serialize(
                new(created.Key, created.Description, created.Role.ToString(), grant.Rights is Rights.None ? [] : [PermissionsCommand.Response(grant)]),
                CommandJson.Default.NewKeyAnswer));
            return;
        }

        call.Line($"API key (shown this once, keep it): {created.Key}");
        call.Line($"Role: {created.Role}");
        call.Line(grant.Rights is Rights.None
            ? $"It may do nothing yet: nextauth permissions grant {created.Role} --server ID RIGHTS"
            : $"Rights {(grant.Server is { } id ? $"on server {id}" : "everywhere")}: {string.Join(',', grant.Rights.Names())}");
    }

    private static void Write(CommandCall call, IReadOnlyList<KnownApiKey> keys, bool json)
    {
        if (json)
        {
            call.Line(JsonSerializer.Serialize(new([.. keys.Select(Answer)]), CommandJson.Default.KeyListAnswer));
        }
        else if (keys.Count == 0)
        {
            call.Line("No API keys yet: the server makes the first one when it starts.");
        }
        else
        {
            Columns.Write(call.Output, ["ROLE", "KEY", "CREATED", "GLOBAL RIGHTS", "DESCRIPTION"], keys.Select(static known => (string[])
            [
                known.Key.Role.ToString(),
                known.Key.Prefix + "…",
                known.Created.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                known.Global is Rights.None ? "-" : string.Join(',', known.Global.Names()),
                known.Key.Description,
            ]));
        }
    }

    private static KeyAnswer Answer(KnownApiKey known) => new(
        known.Key.Prefix + "…",
        known.Key.Description,
        known.Key.Role.ToString(),
        known.Creator?.ToString(),
        known.Created.ToUnixTimeSeconds(),
        string.Join(',', known.Global.Names()));

    private static int Done(CommandCall call, string line)
    {
        call.Line(line);
        return ExitCodes.Done;
    }
}
