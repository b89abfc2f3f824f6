namespace NextAuth.Server.ApiKeys;

/// <summary>What a role may do on one server, or globally (REST contract, section 2).</summary>
[Flags]
public enum Rights
{
    None = 0,

    /// <summary>Logins, pushes, QR codes; read users' attributes and accounts.</summary>
    Sessions = 1,

    /// <summary>Users, their attributes, giving them a role, registerUser.</summary>
    Users = 2,

    /// <summary>Accounts.</summary>
    Accounts = 4,

    /// <summary>Server attributes; read the configuration and the permissions. Globally also API keys.</summary>
    Servers = 8,

    /// <summary>Read and change the configuration, delete the server. Globally also create servers.</summary>
    CreateServer = 16,

    /// <summary>All of the above, and grant permissions.</summary>
    Root = 32,

    /// <summary>Use <c>X-su</c>. Global only.</summary>
    SetRid = 64,
}
