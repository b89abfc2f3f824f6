using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Http;

/// <summary>
/// The checks every operation shares, in their order (docs/api/README.md, section 1): 401 key, 403 impersonation, 404 server, 403 right, 400 nonce. What is refused here
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
        var address = context.Connection.RemoteIpAddress;
        if (failures.IsBarred(address, out var wait))
        {
            return ApiProblem.TooManyFailures.ToResult("Wait as long as Retry-After says, then send a valid X-apikey.", wait);
        }

        // No guess: it neither counts nor helps anybody.
        if (context.Request.Headers[KeyHeader].Count == 0)
        {
            return ApiProblem.UnknownKey.ToResult("The header X-apikey must hold one valid API key.");
        }

        if (context.Request.Headers[KeyHeader] is not [{ } key] || await keys.FindByKeyAsync(key, context.RequestAborted) is not { } role)
        {
            failures.Count(address);
            logger.UnknownKey(address);
            return ApiProblem.UnknownKey.ToResult("The header X-apikey must hold one valid API key.");
        }

        var su = context.Request.Headers[ImpersonationHeader];
        if (su.Count > 0)
        {
            if (!role.MayGlobally(Rights.SetRid))
            {
                return ApiProblem.MayNotImpersonate.ToResult("X-su needs the global right root or setrid.");
            }

            if (await FindImpersonatedAsync(su, context.RequestAborted) is not { } other)
            {
                return ApiProblem.UnknownImpersonated.ToResult("X-su must hold the id of one existing role.");
            }

            logger.Impersonated(operation.Name, role.Id, other.Id);
            role = other;
        }

        // Also where no body is read: the platform would take in up to 30 MB before the next request.
        return (operation.OnServer ? await CheckServerAsync(context, operation, role) : CheckGlobal(context, operation, role))
            ?? (context.Request.ContentLength > StrictJson.MaxSize ? StrictJson.TooLarge() : null);
    }

    private static ProblemAnswer? CheckGlobal(HttpContext context, ApiOperation operation, Role role)
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

    private async ValueTask<ProblemAnswer?> CheckServerAsync(HttpContext context, ApiOperation operation, Role role)
    {
        if (operation.AlsoGlobal && IsGlobal(context))
        {
            return CheckGlobal(context, operation with { AnyOf = Rights.Root }, role);
        }

        if (!TryReadServer(context, out var id) || await servers.FindAsync(id, context.RequestAborted) is not { } server)
        {
            return ApiProblem.UnknownServer.ToResult("serverid must be the id of an existing server: 24 characters of base64 or base64url.");
        }

        if (operation.GloballyOnly ? !role.MayGlobally(operation.AnyOf) : !role.May(operation.AnyOf, server.Id))
        {
            return operation.GloballyOnly
                ? ApiProblem.MissingRight.ToResult($"{operation.Name} needs the global right {operation.RightsInWords}.")
                : ApiProblem.MissingRight.ToResult($"{operation.Name} needs the right {operation.RightsInWords} on this server, or globally.");
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

    private async ValueTask<Role?> FindImpersonatedAsync(StringValues header, CancellationToken cancellationToken) =>
        header is [{ } text] && RoleId.TryParse(text, out var id) ? await keys.FindRoleAsync(id, cancellationToken) : null;
}
