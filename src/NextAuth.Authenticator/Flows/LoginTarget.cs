using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol;

namespace NextAuth.Authenticator.Flows;

/// <summary>Which session to log in to, and how the phone learned of it.</summary>
/// <param name="Server">The virtual server.</param>
/// <param name="Session">The session.</param>
/// <param name="Context">The context of M1.</param>
/// <param name="Kind">By code or by push.</param>
internal sealed record LoginTarget(ServerId Server, Hsid Session, byte[] Context, HistoryKind Kind);
