using System.Buffers.Text;
using System.Diagnostics;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Push;

/// <summary>A stored push as a phone gets it (docs/protocol/messages.md, section 5.2).</summary>
internal static class PushedMessage
{
    public static PushMessage Of(StoredPush stored)
    {
        var (n, expires) = (stored.N, stored.Push.Expires.ToUnixTimeSeconds());
        var session = stored.Push.Session.ToString();
        return stored.Kind switch
        {
            PushedKind.Login => new() { N = n, Kind = PushKind.Login, Hsid = session, PushId = Base64Url.EncodeToString(stored.Push.Id), Expires = expires },
            PushedKind.Logout => new() { N = n, Kind = PushKind.Logout, Hsid = session, Expires = expires },
            PushedKind.Transaction => new() { N = n, Kind = PushKind.Transaction, Tid = TransactionId.FromBytes(stored.Push.Id).ToString(), Expires = expires },
            _ => throw new UnreachableException(),
        };
    }
}
