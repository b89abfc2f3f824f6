using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Push;

internal sealed class PushRow
{
    public const string Columns = "n, id, server, session, account, code, created, expires, used, kind";

    public long N { get; init; }

    public required byte[] Id { get; init; }

    public required byte[] Server { get; init; }

    public required byte[] Session { get; init; }

    public long Account { get; init; }

    public string? Code { get; init; }

    public long Created { get; init; }

    public long Expires { get; init; }

    public long Used { get; init; }

    public long Kind { get; init; }

    public StoredPush ToStoredPush() => new(N, ToPush(), Used != 0) { Kind = (PushedKind)Kind };

    private NewPush ToPush() =>
        new(Id, ServerId.FromBytes(Server), Hsid.FromBytes(Session), Account, Code, SqlTime.From(Created), SqlTime.From(Expires));
}
