using Microsoft.Extensions.Options;

namespace NextAuth.Server.ApiKeys;

[OptionsValidator]
internal sealed partial class ApiKeyOptionsValidator : IValidateOptions<ApiKeyOptions>;
