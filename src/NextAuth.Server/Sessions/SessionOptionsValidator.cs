using Microsoft.Extensions.Options;

namespace NextAuth.Server.Sessions;

[OptionsValidator]
internal sealed partial class SessionOptionsValidator : IValidateOptions<SessionOptions>;
