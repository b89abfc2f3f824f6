using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Server.Servers;

namespace NextAuth.Host.Commands;

/// <summary><c>servers</c>: virtual servers.</summary>
internal static class ServersCommand
{
    public static Command Make(CommandCall call) => new("servers", "Virtual servers: make and list them.") { Create(call), List(call) };

    private static Command Create(CommandCall call)
    {
        var name = new Argument<string>("NAME") { Description = "What phones call it, 1 to 100 characters." };
        var siteurl = Text("--siteurl", "The web site.", "URL");
        var wsurl = Text("--wsurl", "The browsers' WebSocket, when it is not this installation's.", "URL");
        var appname = Text("--appname", "What the site calls the authenticator.", "TEXT");
        var appurl = Text("--appurl", "What a QR code starts with: https, or a scheme of the app's own.", "URL");
        var pingTime = Number("--ping-time", "0: a login stays; over 0: it ends when the phone is silent for about so long.", "SECONDS");
        var pinTimeout = Number("--pin-timeout", "How long a PIN stays good for logins: -1 never ask, 0 always.", "MINUTES");
        var pinTransTimeout = Number("--pin-trans-timeout", "The same for transactions.", "MINUTES");
        var flags = new Option<string[]>("--flag") { Description = "A flag, such as uniqueNames or typedCode; may be given several times.", HelpName = "FLAG" };
        var json = CommonArguments.Json();
        var command = new Command(
            "create",
            """
            Make a virtual server with a new identity key. The oldest role with global root owns it. nextauth itself must be stopped.

            Example: nextauth servers create Shop --siteurl https://shop.example.com
            """)
        {
            name, siteurl, wsurl, appname, appurl, pingTime, pinTimeout, pinTransTimeout, flags, json,
        };
        command.SetAction((arguments, token) => CreateAsync(
            call,
            new()
            {
                ServerName = arguments.GetValue(name),
                Siteurl = arguments.GetValue(siteurl),
                Wsurl = arguments.GetValue(wsurl),
                Appname = arguments.GetValue(appname),
                Appurl = arguments.GetValue(appurl),
                PingTime = arguments.GetValue(pingTime),
                PinTimeout = arguments.GetValue(pinTimeout),
                PinTransTimeout = arguments.GetValue(pinTransTimeout),
                ServerFlags = arguments.GetValue(flags),
            },
            arguments.GetValue(json),
            token));
        return command;
    }

    private static Command List(CommandCall call)
    {
        var json = CommonArguments.Json();
        var command = new Command(
            "list",
            """
            List all virtual servers, the oldest first. Also while the server runs.

            Example: nextauth servers list --json
            """)
        {
            json,
        };
        command.SetAction((arguments, token) => Installation.ReadAsync(call, async installation =>
        {
            Write(call, await installation.ListServersAsync(token), arguments.GetValue(json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<int> CreateAsync(CommandCall call, ServerRequest request, bool json, CancellationToken cancellationToken) =>
        ServerRules.FindBroken(request) is { } broken
            ? call.Refuse(broken)
            : await Installation.WriteAsync(call, "POST /servers/", needsMasterKey: true, async (installation, root) =>
            {
                var server = await installation.Servers.CreateAsync(request.ToServer(), root, cancellationToken);
                call.Line(json
                    ? JsonSerializer.Serialize(ServerResponse.From(server, new(0, null)), CommandJson.Default.ServerResponse)
                    : $"Server: {server.Id}\nPublic key (serverpk): {Convert.ToBase64String(server.PublicKey)}");
                return ExitCodes.Done;
            });

    private static void Write(CommandCall call, IReadOnlyList<(VirtualServer Server, ServerFigures Figures)> servers, bool json)
    {
        if (json)
        {
            call.Line(JsonSerializer.Serialize(
                new([.. servers.Select(static known => ServerResponse.From(known.Server, known.Figures))], servers.Count), CommandJson.Default.ServersResponse));
        }
        else if (servers.Count == 0)
        {
            call.Line("No virtual servers yet: nextauth servers create NAME, or POST /servers/.");
        }
        else
        {
            Columns.Write(call.Output, ["SERVER", "ACCOUNTS", "LAST LOGIN", "NAME"], servers.Select(static known => (string[])
            [
                known.Server.Id.ToString(),
                known.Figures.AccountCount.ToString(CultureInfo.InvariantCulture),
                known.Figures.LastLogin?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-",
                known.Server.ServerName,
            ]));
        }
    }

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    private static Option<int?> Number(string name, string description, string value) => new(name) { Description = description, HelpName = value };
}
