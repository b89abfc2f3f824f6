using Microsoft.Extensions.Options;

namespace NextAuth.Server.Accounts;

[OptionsValidator]
internal sealed partial class AccountOptionsValidator : IValidateOptions<AccountOptions>;
