using Microsoft.Extensions.Options;

namespace NextAuth.Host.Settings;

[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
