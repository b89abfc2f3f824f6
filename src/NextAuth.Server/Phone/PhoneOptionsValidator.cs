using Microsoft.Extensions.Options;

namespace NextAuth.Server.Phone;

[OptionsValidator]
internal sealed partial class PhoneOptionsValidator : IValidateOptions<PhoneOptions>;
