namespace NextAuthApi.AspNetCore;

/// <summary>Names that the handler uses unless told otherwise.</summary>
public static class NextAuthDefaults
{
    /// <summary>The authentication scheme.</summary>
    public const string AuthenticationScheme = "NextAuth";
}
