using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Protocol.Transactions;

/// <summary>JSON of this folder: unknown and repeated members are refused, unlike in messages.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    MaxDepth = 4)]
[JsonSerializable(typeof(TransactionContentJson))]
[JsonSerializable(typeof(EvidenceJson))]
internal sealed partial class TransactionJson : JsonSerializerContext;

/// <summary>The members of <see cref="TransactionContent"/>, in their order.</summary>
internal sealed record TransactionContentJson
{
    public required int Version { get; init; }

    public required string Server { get; init; }

    public required string Transaction { get; init; }

    public required long Account { get; init; }

    public required long Created { get; init; }

    public required long Expires { get; init; }

    public string? Amount { get; init; }

    public string? Benificiary { get; init; }

    public string? Description { get; init; }

    public TransactionContent? ToContent() =>
        Version == 1 && ServerId.TryParse(Server, out var server) && TransactionId.TryParse(Transaction, out var id)
            ? new()
            {
                Server = server,
                Id = id,
                Account = Account,
                Created = Created,
                Expires = Expires,
                Amount = Amount,
                Benificiary = Benificiary,
                Description = Description,
            }
            : null;
}

/// <summary>The members of an evidence file, in their order (docs/protocol/evidence.md, section 1).</summary>
internal sealed record EvidenceJson
{
    public required string Format { get; init; }

    public required string Server { get; init; }

    public required string Transaction { get; init; }

    public required long Account { get; init; }

    public required long Approved { get; init; }

    public required string Algorithm { get; init; }

    public required byte[] Content { get; init; }

    public required byte[] Signature { get; init; }

    public required byte[] TransactionKey { get; init; }

    public required byte[] AccountKey { get; init; }

    public required byte[] ServerKey { get; init; }

    public required byte[] ServerSignature { get; init; }
}
