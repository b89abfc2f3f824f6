using System.Security.Cryptography;

namespace NextAuth.Server.Push;

/// <summary>What an account's push key is sealed for: the authentication key it was enrolled with, since the account has no number yet when that happens.</summary>
internal static class PushKeyPurpose
{
    public static string Of(ReadOnlySpan<byte> enrolledKey) => $"push:{Convert.ToHexStringLower(SHA256.HashData(enrolledKey))}";
}
