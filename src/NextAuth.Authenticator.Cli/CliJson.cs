using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli;

/// <summary>What <c>--json</c> writes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRow[]))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>One account of <c>accounts --json</c>.</summary>
internal sealed record AccountRow(
    string Id,
    string Label,
    string Server,
    string ServerId,
    string? Site,
    long? AccountId,
    string? Device,
    bool Enrolled,
    DateTimeOffset CreatedAt);
