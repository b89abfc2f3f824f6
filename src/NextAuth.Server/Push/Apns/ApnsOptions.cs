namespace NextAuth.Server.Push.Apns;

/// <summary>Settings of the section <c>NextAuth:Push:Apns</c>: the file and three names together, or none of them.</summary>
public sealed class ApnsOptions
{
    public const string Section = "NextAuth:Push:Apns";

    /// <summary>A file with the app's signing key for APNs, <c>.p8</c> as Apple gives it; without it iPhones are not woken by APNs.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The signing key's id, 10 characters.</summary>
    public string? KeyId { get; set; }

    /// <summary>The team the app is of, 10 characters.</summary>
    public string? TeamId { get; set; }

    /// <summary>The app's bundle id, such as <c>com.example.phone</c>.</summary>
    public string? Topic { get; set; }

    /// <summary>Whether the app is a build for development, whose tokens are good at Apple's other address only. False by default.</summary>
    public bool Sandbox { get; set; }

    /// <summary>Where APNs is; by default Apple's address, as <see cref="Sandbox"/> says.</summary>
    public Uri? Url { get; set; }
}
