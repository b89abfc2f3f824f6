namespace NextAuth.Server.Push.Fcm;

/// <summary>Settings of the section <c>NextAuth:Push:Fcm</c>.</summary>
public sealed class FcmOptions
{
    public const string Section = "NextAuth:Push:Fcm";

    /// <summary>A file with the key of the service account of the app's Firebase project, JSON as Google gives it; without it Android phones are not woken by FCM.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>Where FCM is. <c>https://fcm.googleapis.com/</c> by default.</summary>
    public Uri Url { get; set; } = new("https://fcm.googleapis.com/");
}
