namespace NextAuth.Server.Push;

/// <summary>Which phones are connected to this node, as it looks: a connection may be dead without a word.</summary>
internal interface IPhonePresence
{
    /// <summary>Whether a phone of the account is connected.</summary>
    bool IsConnected(long account);

    /// <summary>Whether one gets what is pushed.</summary>
    bool IsListening(long account);
}
