using System.Text.Json.Serialization.Metadata;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Phone;

/// <summary>
/// Keeps messages below <see cref="ProtocolLimits.MaxMessageSize"/>: a logo may be larger than that. Pictures go first; a login without its picture is better than none.
/// </summary>
internal static class Fitting
{
    /// <summary>Writes the first variant that fits; <see langword="null"/> when none does.</summary>
    public static byte[]? FirstThatFits<T>(JsonTypeInfo<T> type, params ReadOnlySpan<Func<T>> variants)
    {
        foreach (var variant in variants)
        {
            var json = ProtocolJson.Write(variant(), type);
            if (json.Length <= ProtocolLimits.MaxMessageSize)
            {
                return json;
            }
        }

        return null;
    }

    public static SessionInfo? WithoutLogo(SessionInfo? info) => info is null ? null : info with { Logo = null };

    public static ServerParameters WithoutLogo(ServerParameters server) => server with { Logo = null };
}
