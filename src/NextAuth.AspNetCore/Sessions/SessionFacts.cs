using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextAuthApi.AspNetCore.Sessions;

/// <summary>What the server said of a session.</summary>
/// <param name="Status">Who is logged in.</param>
/// <param name="Attributes">Claims made of the user's attributes.</param>
internal sealed record SessionFacts(LoginStatus Status, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>Whether the phone that logged in may be let in.</summary>
    public static bool IsWelcome(LoginStatus status, NextAuthOptions options) => status.Loggedin && (status.Userid is not null || !options.RequireUser);

    /// <summary>Reads attributes into claims, those that are mapped.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(JsonObject attributes, IReadOnlyDictionary<string, string> map) =>
        from mapped in map
        from text in Texts(attributes[mapped.Key])
        select KeyValuePair.Create(mapped.Value, text);

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        void Add(string type, string value) => identity.AddClaim(new(type, value, ClaimValueTypes.String, scheme));
        if (Status.Userid is { } user)
        {
            Add(ClaimTypes.NameIdentifier, user);
            Add(ClaimTypes.Name, user);
        }

        Add(NextAuthClaims.AccountId, $"{Status.Accountid}");
        Add(NextAuthClaims.Hsid, Status.Hsid);
        foreach (var (type, value) in Attributes)
        {
            Add(type, value);
        }

        return new(identity);
    }

    private static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        null => [],
        JsonArray list => list.Where(static item => item is not null).Select(static item => Text(item!)),
        _ => [Text(value)],
    };

    private static string Text(JsonNode value) => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
