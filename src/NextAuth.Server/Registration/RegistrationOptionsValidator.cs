using Microsoft.Extensions.Options;

namespace NextAuth.Server.Registration;

[OptionsValidator]
internal sealed partial class RegistrationOptionsValidator : IValidateOptions<RegistrationOptions>;
