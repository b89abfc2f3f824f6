using Microsoft.Extensions.Options;

namespace NextAuth.Server.Transactions;

[OptionsValidator]
internal sealed partial class TransactionOptionsValidator : IValidateOptions<TransactionOptions>;
