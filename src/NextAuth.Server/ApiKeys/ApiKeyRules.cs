using NextAuth.Server.Http;

namespace NextAuth.Server.ApiKeys;

/// <summary>What is asked of an API key's description.</summary>
public static class ApiKeyRules
{
    public const int MaxDescriptionLength = 200;

    public static bool IsDescription(string text) => TextRule.IsShowable(text, 1, MaxDescriptionLength);
}
