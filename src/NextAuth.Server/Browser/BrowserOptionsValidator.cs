using Microsoft.Extensions.Options;

namespace NextAuth.Server.Browser;

[OptionsValidator]
internal sealed partial class BrowserOptionsValidator : IValidateOptions<BrowserOptions>;
