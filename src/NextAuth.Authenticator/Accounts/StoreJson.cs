using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Accounts;

/// <summary>The files of a <see cref="FileAccountStore"/>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoreFile))]
[JsonSerializable(typeof(AccountFile))]
[JsonSerializable(typeof(AccountSecrets))]
[JsonSerializable(typeof(HistoryEntry))]
internal sealed partial class StoreJson : JsonSerializerContext;

/// <summary><c>store.json</c>: how the keys are sealed. Without a salt they are not.</summary>
internal sealed record StoreFile
{
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public string? Kdf { get; init; }

    public int Iterations { get; init; }

    public byte[]? Salt { get; init; }

    /// <summary>Nothing, sealed: tells a wrong passphrase from damaged files.</summary>
    public byte[]? Check { get; init; }
}

/// <summary>One file in <c>accounts</c>.</summary>
internal sealed record AccountFile
{
    public required string Id { get; init; }

    public required string Server { get; init; }

    public required byte[] ServerKey { get; init; }

    public long? AccountId { get; init; }

    public required string Label { get; init; }

    public required ServerParameters Parameters { get; init; }

    public string? Endpoint { get; init; }

    public string? Device { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><see cref="AccountSecrets"/> as JSON, sealed unless the store is insecure.</summary>
    public required byte[] Secrets { get; init; }
}
