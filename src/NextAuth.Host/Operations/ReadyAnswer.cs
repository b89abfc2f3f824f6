using System.Text.Json.Serialization;

namespace NextAuth.Host.Operations;

/// <summary>The answer of <c>/ready?full=1</c>.</summary>
internal sealed record ReadyAnswer(bool Ready, IReadOnlyList<CheckResult> Checks);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReadyAnswer))]
internal sealed partial class ReadyJson : JsonSerializerContext;
