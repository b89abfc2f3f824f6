namespace Shop;

/// <summary>One browser, as the shop remembers it.</summary>
internal sealed class Visitor(string nonce)
{
    /// <summary>
    /// Names this browser's session to the server. It never leaves the shop: who has it can read the session, but not from the browser,
    /// from a QR code or from the phone, which see its one-way derivation, the hsid.
    /// </summary>
    public string Nonce { get; } = nonce;

    /// <summary>Whether somebody has logged in in this browser.</summary>
    public bool HasLoggedIn { get; set; }

    /// <summary>The user name chosen in a sign-up that is under way.</summary>
    public string? WantedName { get; set; }

    /// <summary>The session that a further phone is enrolled in; see <c>Pages/AddDevice</c>.</summary>
    public string? DeviceNonce { get; set; }
}
