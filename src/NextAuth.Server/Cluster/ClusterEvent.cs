using NextAuth.Protocol;

namespace NextAuth.Server.Cluster;

/// <summary>Something that happened and that other sockets, here or on other nodes, want to know. May get lost: state is in the store.</summary>
public abstract record ClusterEvent
{
    private ClusterEvent()
    {
    }

    /// <summary>Something to tell the browsers that watch a session.</summary>
    /// <param name="Server">The virtual server.</param>
    /// <param name="Session">The session.</param>
    /// <param name="News">What.</param>
    /// <param name="Epoch">The session's epoch at LOGIN and LOGOUT, so that late news never undoes newer; 0 for all others.</param>
    public sealed record Browser(ServerId Server, Hsid Session, BrowserNews News, uint Epoch) : ClusterEvent;

    /// <summary>The digits that belong to a push for a session, for the browsers that show such.</summary>
    public sealed record Code(ServerId Server, Hsid Session, string Digits) : ClusterEvent
    {
        /// <summary>Does not reveal the digits.</summary>
        public override string ToString() => $"{nameof(Code)} {Session}";
    }

    /// <summary>Something waits in the store for this account's phone.</summary>
    public sealed record PushWaiting(long Account) : ClusterEvent;

    /// <summary>A session of this account was logged out.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Session">The session.</param>
    /// <param name="Notice">The number of the push that waits for the phone until it is acknowledged; <see langword="null"/>: none does.</param>
    public sealed record LoggedOut(long Account, Hsid Session, long? Notice) : ClusterEvent;

    /// <summary>The account is blocked, deleted, or has new keys: its open channels close.</summary>
    public sealed record AccountChanged(long Account) : ClusterEvent;

    /// <summary>Keys or rights changed: what is kept of them in memory is stale.</summary>
    public sealed record RightsChanged : ClusterEvent;

    /// <summary>A server's configuration changed.</summary>
    public sealed record ServerChanged(ServerId Server) : ClusterEvent;

    /// <summary>A server was deleted: nobody is logged in there any more, and its phones' channels close.</summary>
    public sealed record ServerDeleted(ServerId Server) : ClusterEvent;
}

/// <summary>What a browser can be told (docs/api/websocket.md).</summary>
public enum BrowserNews
{
    Login,
    Logout,
    CanProvoke,
    ConfirmProvoke,
    ConfirmScan,
    Cancel,
    NoAccounts,
}
