using Microsoft.Extensions.Options;

namespace NextAuth.Server.Push;

[OptionsValidator]
internal sealed partial class PushOptionsValidator : IValidateOptions<PushOptions>;
