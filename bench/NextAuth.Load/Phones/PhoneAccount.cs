using NextAuth.Protocol.Crypto;

namespace NextAuth.Load.Phones;

/// <summary>An enrolled account.</summary>
/// <param name="Id">Its id, as the server numbers it.</param>
/// <param name="Key">Its authentication key, parsed once.</param>
/// <param name="Nonce">The session it was enrolled from, logged in since.</param>
internal sealed record PhoneAccount(long Id, P256SigningKey Key, string Nonce);
