namespace NextAuth.Authenticator;

/// <summary>Settings of a <see cref="PhoneClient"/>.</summary>
public sealed record PhoneClientOptions
{
    /// <summary>Gets the application's name and version, sent to servers; at most 100 characters.</summary>
    public string ClientVersion { get; init; } = "nextauth-authenticator 0.1.0";

    /// <summary>Gets what the person calls the phone, sent at enrolment; at most 100 characters. <see langword="null"/>: not sent.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// Gets whether unencrypted connections to other machines are allowed. The handshake protects itself, but without TLS anybody on the way can see which session
    /// is being logged in to. Off by default; this machine is always allowed.
    /// </summary>
    public bool AllowInsecureTransport { get; init; }

    /// <summary>Gets how long to wait for a connection; 10 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how long to wait for each answer of the server; 30 seconds by default.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the first pause before reconnecting; 1 second by default. It doubles up to <see cref="MaxRetryDelay"/>, and a random part is taken off.</summary>
    public TimeSpan MinRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest pause before reconnecting; 1 minute by default.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets who is told what happens; called on any thread, must not block. <see langword="null"/>: nobody.</summary>
    public IProgress<PhoneEvent>? Progress { get; init; }
}
