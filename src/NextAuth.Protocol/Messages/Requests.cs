using System.Text.Json.Serialization;

namespace NextAuth.Protocol.Messages;

/// <summary>What the person decided.</summary>
public enum LoginDecision
{
    /// <summary>Log the session in.</summary>
    Approve,

    /// <summary>Do not.</summary>
    Decline,
}

/// <summary>The phone's request in M3 of a login. Signed by the account key over everything sent before: the evidence of what was confirmed.</summary>
public sealed record LoginRequest
{
    /// <summary>Gets the decision.</summary>
    public required LoginDecision Decision { get; init; }

    /// <summary>Gets whether the person says that it was somebody else who asked; only with <see cref="LoginDecision.Decline"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reported { get; init; }

    /// <summary>Gets what the person typed for the application. At most 1,000 characters; version 1 servers do not use it.</summary>
    public string? UserInput { get; init; }

    /// <summary>Gets the six digits read from the browser, when <see cref="LoginHello.TypedCode"/> asked for them.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the second factor's proof, base64url. Not used in version 1.</summary>
    public string? SecondFactor { get; init; }

    /// <summary>Gets the authenticator's name and version, at most 100 characters.</summary>
    public string? ClientVersion { get; init; }
}

/// <summary>The phone's request in M3 of an enrolment.</summary>
public sealed record EnrolRequest
{
    /// <summary>Gets the token of the enrol code, 16 bytes as base64url.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the account's transaction key, 65 bytes as base64url.</summary>
    public required string TransactionKey { get; init; }

    /// <summary>Gets that key's signature over the label and th2, 64 bytes as base64url.</summary>
    public required string TransactionSignature { get; init; }

    /// <summary>Gets what the person calls the phone, at most 100 characters.</summary>
    public string? Device { get; init; }

    /// <summary>Gets the authenticator's name and version, at most 100 characters.</summary>
    public string? ClientVersion { get; init; }
}

/// <summary>The phone's request in M3 of an account channel.</summary>
public sealed record OpenRequest
{
    /// <summary>Gets the authenticator's name and version, at most 100 characters.</summary>
    public string? ClientVersion { get; init; }
}
