using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Http;

/// <summary>
/// The checks every operation shares, in their order (docs/api/README.md, section 1): 401 key, 404 server, 403 impersonation and right, 400 nonce. What is refused here
/// is refused before the operation sees a byte of the request.
/// </summary>
internal sealed class ApiGate(ApiKeyService keys, KeyFailures failures, ServerDirectory servers, ILogger<ApiGate> logger)
{
    private const string KeyHeader = "X-apikey";
    private const string ImpersonationHeader = "X-su";
    private const string NonceHeader = "X-nonce";

    // The server id is the second segment of every path that has one.
    private const int ServerSegment = 1;

    /// <summary>Checks a request.</summary>
    /// <returns>The refusal, or <see langword="null"/>: the call is ready for its handler.</returns>
    public async ValueTask<ProblemAnswer?> CheckAsync(HttpContext context, ApiOperation operation)
    {
        var caller = await FindCallerAsync(context);
        if (caller.Failed)
        {
            return caller.Problem;
        }

        var server = await FindServerAsync(context, operation);
        if (server.Failed)
        {
            return server.Problem;
        }

        var acting = await FindActingAsync(context, operation, caller.Value);
        if (acting.Failed)
        {
            return acting.Problem;
        }

        // Also where no body is read: the platform would take in up to 30 MB before the next request.
        return Admit(context, operation, acting.Value, server.Value)
            ?? (context.Request.ContentLength > StrictJson.MaxSize ? StrictJson.TooLarge() : null);
    }

    /// <summary>
    /// Finds whose key a request holds. A valid one is answered whatever came from its address before: a stranger behind the same proxy or NAT must not be able to stop the
    /// application there, and whom the answer tells that he has guessed one has guessed 256 bits (docs/adr/0027-a-valid-key-is-never-barred.md).
    /// </summary>
    public async ValueTask<Outcome<Role>> FindCallerAsync(HttpContext context)
    {
        var header = context.Request.Headers[KeyHeader];
        if (header is [{ } key] && await keys.FindByKeyAsync(key, context.RequestAborted) is { } role)
        {
            return role;
        }

        var address = context.Connection.RemoteIpAddress;
        if (failures.IsBarred(address, out var wait))
        {
            return ApiProblem.TooManyFailures.ToResult("Wait as long as Retry-After says, or send a valid X-apikey.", wait);
        }

        // None at all is no guess.
        if (header.Count > 0)
        {
            failures.Count(address);
            logger.UnknownKey(address);
        }

        return ApiProblem.UnknownKey.ToResult("The header X-apikey must hold one valid API key.");
    }

    private static ProblemAnswer? Admit(HttpContext context, ApiOperation operation, Role role, ServerRuntime? server)
    {
        if (server is null)
        {
            return AdmitGlobally(context, operation.OnServer ? operation with { AnyOf = Rights.Root } : operation, role);
        }

        if (operation.GloballyOnly)
        {
            if (!role.MayGlobally(operation.AnyOf))
            {
                return ApiProblem.MissingRight.ToResult($"{operation.Name} needs the global right {operation.RightsInWords}.");
            }
        }
        else if (!role.May(operation.AnyOf, server.Id))
        {
            return ApiProblem.MissingRight.ToResult($"{operation.Name} needs the right {operation.RightsInWords} on this server, or globally.");
        }

        var session = default(Hsid);
        if (operation.OfSession)
        {
            if (context.Request.Headers[NonceHeader] is not [{ } nonce] || !Hsid.IsNonce(nonce))
            {
                return ApiProblem.InvalidNonce.ToResult("The header X-nonce must hold one nonce of 1 to 512 visible ASCII characters.");
            }

            session = Hsid.Derive(server.Id, nonce);
        }

        context.Features.Set(new ApiCall(context, role) { ServerOrGlobal = server, Session = session });
        return null;
    }

    private static ProblemAnswer? AdmitGlobally(HttpContext context, ApiOperation operation, Role role)
    {
        if (!operation.ForEveryRole && !role.MayGlobally(operation.AnyOf))
        {
            return ApiProblem.MissingRight.ToResult($"{operation.Name} needs the global right {operation.RightsInWords}.");
        }

        context.Features.Set(new ApiCall(context, role));
        return null;
    }

    private static bool IsGlobal(HttpContext context) =>
        ServerText(context).SequenceEqual(ApiOperation.GlobalId);

    private static ReadOnlySpan<char> ServerText(HttpContext context) =>
        RawPath.Segment(ApiCall.RawTarget(context), ServerSegment + ApiCall.Depth(context.Request.PathBase));

    private static bool TryReadServer(HttpContext context, out ServerId id)
    {
        var text = ServerText(context);
        return text.Contains('%')
            ? RawPath.TryDecode(text, out var decoded) & ServerId.TryParse(decoded, out id)
            : ServerId.TryParse(text, out id);
    }

    /// <returns>The server in the path; <see langword="null"/> when the operation is about all of them.</returns>
    private async ValueTask<Outcome<ServerRuntime?>> FindServerAsync(HttpContext context, ApiOperation operation)
    {
        if (!operation.OnServer || (operation.AlsoGlobal && IsGlobal(context)))
        {
            return default;
        }

        return TryReadServer(context, out var id) && await servers.FindAsync(id, context.RequestAborted) is { } server
            ? server
            : ApiProblem.UnknownServer.ToResult("serverid must be the id of an existing server: 24 characters of base64 or base64url.");
    }

    /// <returns>Whose rights count: the caller's, or those of the role that <c>X-su</c> names.</returns>
    private async ValueTask<Outcome<Role>> FindActingAsync(HttpContext context, ApiOperation operation, Role caller)
    {
        var su = context.Request.Headers[ImpersonationHeader];
        if (su.Count == 0)
        {
            return caller;
        }

        if (!caller.MayGlobally(Rights.SetRid))
        {
            return ApiProblem.MayNotImpersonate.ToResult("X-su needs the global right root or setrid.");
        }

        if (await FindImpersonatedAsync(su, context.RequestAborted) is not { } other)
        {
            return ApiProblem.UnknownImpersonated.ToResult("X-su must hold the id of one existing role.");
        }

        // Who could act as global root would have it; and by way of another with setrid, too.
        if (other.MayGlobally(Rights.SetRid) && !caller.MayGlobally(Rights.Root))
        {
            return ApiProblem.MayNotImpersonate.ToResult("X-su names a role with the global right root or setrid, which only a role with global root may act as.");
        }

        logger.Impersonated(operation.Name, caller.Id, other.Id);
        return other;
    }

    private async ValueTask<Role?> FindImpersonatedAsync(StringValues header, CancellationToken cancellationToken) =>
        header is [{ } text] && RoleId.TryParse(text, out var id) ? await keys.FindRoleAsync(id, cancellationToken) : null;
}
