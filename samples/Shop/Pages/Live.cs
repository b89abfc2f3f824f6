namespace Shop.Pages;

/// <summary>What a page watches over its WebSocket, and where it goes when that happens.</summary>
/// <param name="ServerId">The shop's virtual server.</param>
/// <param name="Hsid">The session's public name.</param>
/// <param name="Expect"><see cref="LogIn"/> or <see cref="LogOut"/>.</param>
/// <param name="Next">Where the page goes then. That page asks the server who is logged in; a message alone proves nothing.</param>
internal sealed record Live(string ServerId, string Hsid, string Expect, string Next)
{
    public const string LogIn = "LOGIN";
    public const string LogOut = "LOGOUT";

    /// <summary>Where a fresh code comes from; <see langword="null"/>: the page shows none.</summary>
    public string? Fresh { get; init; }

    /// <summary>How often; less than a code lives.</summary>
    public int FreshSeconds { get; init; }
}
