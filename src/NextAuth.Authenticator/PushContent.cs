using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator;

/// <summary>
/// What a push service brought. A hint and no order: a login is answered by <see cref="PhoneClient.LogInFromPushAsync"/> and a transaction by
/// <see cref="PhoneClient.AnswerTransactionFromPushAsync"/>, which prove the server first; for everything else connect by <see cref="PhoneClient.ListenAsync"/>, and believe what is
/// said there. Above all no account is removed for it.
/// </summary>
/// <param name="Account">The account it is for.</param>
/// <param name="Push">What was pushed.</param>
public sealed record PushContent(Account Account, Push Push);
