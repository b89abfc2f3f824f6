using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Phone;

/// <summary>How a proven handshake ends.</summary>
internal abstract record ProofOutcome
{
    private ProofOutcome()
    {
    }

    /// <summary>The first record.</summary>
    /// <param name="Message">The answer.</param>
    /// <param name="Account">The account whose channel this connection becomes; <see langword="null"/>: it closes.</param>
    /// <param name="Login">The session that was logged in and lives by this connection; <see langword="null"/>: none.</param>
    public sealed record Answered(ServerMessage Message, long? Account, Hsid? Login = null) : ProofOutcome
    {
        /// <summary>The offer this phone has taken: the connection goes on until it ends. <see langword="null"/>: none.</summary>
        public AccountOffer? Move { get; init; }
    }

    /// <summary>A sealed alert, then the end.</summary>
    public sealed record Refused(AlertCode Alert) : ProofOutcome;
}
