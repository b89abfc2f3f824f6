using System.Text.Json.Serialization;

namespace NextAuth.Server.Push.Apns;

/// <summary>A notification: <c>aps</c> for the system, the rest for the app (docs/protocol/push.md, section 4).</summary>
internal sealed record ApnsRequest(ApnsSystem Aps, string Server, long Id, string Box);

/// <param name="Alert">What is shown when the app does not put something better in its place.</param>
/// <param name="Sound">What is heard.</param>
/// <param name="MutableContent">1: the app's extension gets it first, opens the box and says what it is about.</param>
internal sealed record ApnsSystem(ApnsAlert Alert, string Sound, [property: JsonPropertyName("mutable-content")] int MutableContent);

/// <param name="Body">Says nothing of whom or what.</param>
internal sealed record ApnsAlert(string Body);

/// <param name="Reason">A code of Apple's, such as <c>BadDeviceToken</c>.</param>
internal sealed record ApnsRefusal(string? Reason);
