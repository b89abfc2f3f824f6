using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Protocol;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Servers;

internal sealed class ServerRow
{
    public const string Columns = """
        id, server_name AS ServerName, logo, pin_timeout AS PinTimeout, pin_trans_timeout AS PinTransTimeout, ping_time AS PingTime,
        server_flags AS ServerFlags, owner, siteurl, wsurl, appname, appurl, appandroid, appios, version, public_key AS PublicKey,
        sealed_identity AS SealedIdentity, sealed_qr_secret AS SealedQrSecret
        """;

    public required byte[] Id { get; init; }

    public required string ServerName { get; init; }

    public required string Logo { get; init; }

    public long PinTimeout { get; init; }

    public long PinTransTimeout { get; init; }

    public long PingTime { get; init; }

    /// <summary>A JSON array: flags are kept as they came, and nobody searches by them.</summary>
    public required string ServerFlags { get; init; }

    public long Owner { get; init; }

    public string? Siteurl { get; init; }

    public string? Wsurl { get; init; }

    public string? Appname { get; init; }

    public string? Appurl { get; init; }

    public string? Appandroid { get; init; }

    public string? Appios { get; init; }

    public long Version { get; init; }

    public required byte[] PublicKey { get; init; }

    public required byte[] SealedIdentity { get; init; }

    public required byte[] SealedQrSecret { get; init; }

    public StoredServer ToStoredServer() => new(ToServer(), SealedIdentity, SealedQrSecret);

    public static void Insert(WriteScope scope, StoredServer stored, DateTimeOffset now)
    {
        var server = stored.Server;
        scope.Statement("""
            INSERT INTO servers (
                id, server_name, logo, pin_timeout, pin_trans_timeout, ping_time, server_flags, owner, siteurl, wsurl, appname, appurl, appandroid, appios,
                version, public_key, sealed_identity, sealed_qr_secret, created)
            VALUES (
                @id, @name, @logo, @pin, @pintrans, @ping, @flags, @owner, @siteurl, @wsurl, @appname, @appurl, @appandroid, @appios,
                @version, @key, @identity, @secret, @now)
            """)
            .Bind("@id", server.Id.ToArray()).Bind("@name", server.ServerName).Bind("@logo", server.Logo)
            .Bind("@pin", (long)server.PinTimeout).Bind("@pintrans", (long)server.PinTransTimeout).Bind("@ping", (long)server.PingTime)
            .Bind("@flags", JsonSerializer.Serialize(server.ServerFlags, FlagsJson.Default.IReadOnlyListString))
            .Bind("@owner", server.Owner).Bind("@siteurl", server.Siteurl).Bind("@wsurl", server.Wsurl).Bind("@appname", server.Appname)
            .Bind("@appurl", server.Appurl).Bind("@appandroid", server.Appandroid).Bind("@appios", server.Appios)
            .Bind("@version", server.Version).Bind("@key", server.PublicKey)
            .Bind("@identity", stored.SealedIdentity).Bind("@secret", stored.SealedQrSecret).Bind("@now", now)
            .Execute();
    }

    /// <summary>Changes what is given, an empty text to nothing, and nothing else, in one statement: two changes of different members at once both stay.</summary>
    public static VirtualServer? Update(WriteScope scope, ServerId id, ServerRequest change) =>
        scope.Statement($"""
            UPDATE servers SET
                server_name = COALESCE(@name, server_name), logo = COALESCE(@logo, logo), pin_timeout = COALESCE(@pin, pin_timeout),
                pin_trans_timeout = COALESCE(@pintrans, pin_trans_timeout), ping_time = COALESCE(@ping, ping_time),
                server_flags = COALESCE(@flags, server_flags), siteurl = NULLIF(COALESCE(@siteurl, siteurl), ''), wsurl = NULLIF(COALESCE(@wsurl, wsurl), ''),
                appname = NULLIF(COALESCE(@appname, appname), ''), appurl = NULLIF(COALESCE(@appurl, appurl), ''), appandroid = NULLIF(COALESCE(@appandroid, appandroid), ''),
                appios = NULLIF(COALESCE(@appios, appios), ''), version = version + 1
            WHERE id = @id RETURNING {Columns}
            """)
            .Bind("@id", id.ToArray()).Bind("@name", change.ServerName).Bind("@logo", change.Logo)
            .Bind("@pin", (object?)change.PinTimeout).Bind("@pintrans", (object?)change.PinTransTimeout).Bind("@ping", (object?)change.PingTime)
            .Bind("@flags", change.ServerFlags is { } flags ? JsonSerializer.Serialize(flags, FlagsJson.Default.IReadOnlyListString) : null)
            .Bind("@siteurl", change.Siteurl).Bind("@wsurl", change.Wsurl).Bind("@appname", change.Appname)
            .Bind("@appurl", change.Appurl).Bind("@appandroid", change.Appandroid).Bind("@appios", change.Appios)
            .First<ServerRow>()?.ToServer();

    private VirtualServer ToServer() => new()
    {
        Id = ServerId.FromBytes(Id),
        ServerName = ServerName,
        Logo = Logo,
        PinTimeout = (int)PinTimeout,
        PinTransTimeout = (int)PinTransTimeout,
        PingTime = (int)PingTime,
        ServerFlags = JsonSerializer.Deserialize(ServerFlags, FlagsJson.Default.IReadOnlyListString)!,
        Owner = Owner,
        Siteurl = Siteurl,
        Wsurl = Wsurl,
        Appname = Appname,
        Appurl = Appurl,
        Appandroid = Appandroid,
        Appios = Appios,
        Version = Version,
        PublicKey = PublicKey,
    };
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class FlagsJson : JsonSerializerContext;
