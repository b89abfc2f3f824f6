using System.Text.Json.Serialization;

namespace NextAuth.Server.Push.Fcm;

/// <summary>What <c>messages:send</c> takes (FCM HTTP v1).</summary>
internal sealed record FcmRequest(FcmMessage Message);

/// <summary>A message.</summary>
/// <param name="Token">The phone.</param>
/// <param name="Data">What the app gets: texts alone.</param>
/// <param name="Android">How it is delivered.</param>
internal sealed record FcmMessage(string Token, FcmData Data, FcmAndroid Android);

/// <summary>What the app gets (docs/protocol/push.md, section 4).</summary>
internal sealed record FcmData(string Server, string Id, string Box);

/// <summary>How a message is delivered.</summary>
/// <param name="Priority"><c>HIGH</c> wakes a phone that sleeps.</param>
/// <param name="Ttl">Seconds, such as <c>120s</c>.</param>
/// <param name="CollapseKey">A later copy takes the place of one that waits.</param>
internal sealed record FcmAndroid(string Priority, string Ttl, [property: JsonPropertyName("collapse_key")] string CollapseKey);

/// <summary>A refusal.</summary>
internal sealed record FcmRefusal(FcmError? Error);

/// <param name="Status">A code of Google's, such as <c>NOT_FOUND</c>.</param>
/// <param name="Details">More about it.</param>
internal sealed record FcmError(string? Status, IReadOnlyList<FcmDetail>? Details);

/// <param name="ErrorCode">A code of FCM's, such as <c>UNREGISTERED</c>.</param>
internal sealed record FcmDetail(string? ErrorCode);
