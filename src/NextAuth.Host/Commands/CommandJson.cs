using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Server.Management;
using NextAuth.Server.Servers;

namespace NextAuth.Host.Commands;

/// <summary>What <c>--json</c> writes. Everything but ASCII is escaped, so that no stored text can act on a terminal.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewKeyAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(PermissionsResponse))]
[JsonSerializable(typeof(ServerResponse))]
[JsonSerializable(typeof(ServersResponse))]
[JsonSerializable(typeof(BackupAnswer))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(EvidenceAnswer))]
internal sealed partial class CommandJson : JsonSerializerContext;

/// <summary>Evidence that is right: what was approved, and whose word that is.</summary>
internal sealed record EvidenceAnswer
{
    public required string Server { get; init; }

    public required string Transaction { get; init; }

    public required long Account { get; init; }

    /// <summary>Gets when, Unix seconds.</summary>
    public required long Approved { get; init; }

    public string? Amount { get; init; }

    public string? Benificiary { get; init; }

    public string? Description { get; init; }

    /// <summary>Gets the key that vouches for it all.</summary>
    public required byte[] ServerKey { get; init; }

    /// <summary>Gets whether that key was given; when not, it is still to be compared with one that is known.</summary>
    public required bool IsServerKnown { get; init; }
}

/// <summary>A new API key.</summary>
internal sealed record NewKeyAnswer(string Apikey, string Description, string Role, IReadOnlyList<PermissionResponse> Permissions);

/// <summary>All API keys.</summary>
internal sealed record KeyListAnswer(IReadOnlyList<KeyAnswer> Apikeys);

/// <summary>One API key of a list.</summary>
/// <param name="Apikey">Its first characters and <c>…</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Role">Its role.</param>
/// <param name="Creator">The role that made it; left out when the program did.</param>
/// <param name="Created">When, Unix seconds.</param>
/// <param name="Acl">What its role may do globally, separated by commas.</param>
internal sealed record KeyAnswer(string Apikey, string Description, string Role, string? Creator, long Created, string Acl);

/// <summary>A backup that was made.</summary>
internal sealed record BackupAnswer(string File, long SizeInBytes);

/// <summary>What <c>check</c> found.</summary>
internal sealed record CheckAnswer(bool Ok, IReadOnlyList<Finding> Checks);

/// <summary>What was found of one thing.</summary>
/// <param name="Name">Which.</param>
/// <param name="Ok">Whether it is right.</param>
/// <param name="Detail">How it is.</param>
/// <param name="Fix">What to do; left out when there is nothing. Beside <paramref name="Ok"/> it makes a warning.</param>
internal sealed record Finding(string Name, bool Ok, string Detail, string? Fix = null);
