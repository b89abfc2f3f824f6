using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Http;

/// <summary>One call that has passed the gate: who calls, on which server, about which session. A handler gets it as a parameter and sees nothing else of HTTP.</summary>
internal sealed class ApiCall
{
    private readonly HttpContext _context;

    public ApiCall(HttpContext context, Role role) => (_context, Role) = (context, role);

    /// <summary>Whose rights the call has: the key's role, or the one that <c>X-su</c> names.</summary>
    public Role Role { get; }

    /// <summary>The server in the path; <see langword="null"/> when there is none or it is <c>global</c>.</summary>
    public ServerRuntime? ServerOrGlobal { get; init; }

    /// <summary>The server in the path.</summary>
    public ServerRuntime Server => ServerOrGlobal ?? throw new InvalidOperationException("The operation is not on a server.");

    /// <summary>The session that <c>X-nonce</c> names; only for operations about one.</summary>
    public Hsid Session { get; init; }

    public HttpRequest Request => _context.Request;

    /// <summary>Binds a handler's parameter. No call without the gate: a handler can't run unchecked.</summary>
    public static ValueTask<ApiCall?> BindAsync(HttpContext context) =>
        new(context.Features.Get<ApiCall>() ?? throw new InvalidOperationException("The request has not passed the gate: UseNextAuthServer comes before the endpoints."));

    /// <summary>Gets a segment of the path as it was sent, from 0.</summary>
    public ReadOnlySpan<char> RawSegment(int index) => RawPath.Segment(RawTarget(_context), index + Depth(_context.Request.PathBase));

    public static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public static int Depth(PathString pathBase) => pathBase.HasValue ? pathBase.Value.AsSpan().Count('/') : 0;
}
