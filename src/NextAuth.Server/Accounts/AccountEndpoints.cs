using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Accounts;

/// <summary>REST contract, section 3, Accounts. One method a route, in the order of the routes.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/servers/{serverid}/accounts/{accountid}").WithTags("Accounts");

        account.MapPost("/provokelogin", ProvokeLoginOnAccountAsync).WithName("provokeLoginOnAccount").WithTags("Sessions")
            .WithMetadata(new ApiOperation("provokeLoginOnAccount", Rights.Sessions | Rights.Accounts) { OfSession = true });
        account.MapGet("/", GetAccountAsync).WithName("getAccount")
            .WithMetadata(new ApiOperation("getAccount", Rights.Sessions | Rights.Accounts));
        account.MapPut("/", UpdateAccountAsync).WithName("updateAccount")
            .WithMetadata(new ApiOperation("updateAccount", Rights.Accounts));
    }

    /// <summary>Pushes a login to one account.</summary>
    private static async Task<IResult> ProvokeLoginOnAccountAsync(ApiCall call, PushService pushes, CancellationToken cancellationToken)
    {
        // Bad input comes before the account, which is the thing itself: the body is checked first.
        var context = await call.ReadContextAsync(cancellationToken);
        var account = call.AccountId();
        return context.Problem
            ?? account.Problem
            ?? ProvokeAnswer.Of(
                await pushes.ProvokeAccountAsync(call.Server, call.Session, account.Value, context.Value, cancellationToken), Parameters.NoAccount());
    }

    /// <summary>Reads an account; an account of another server does not exist here.</summary>
    private static async Task<IResult> GetAccountAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var account = call.AccountId();
        return account.Problem ?? await ReadAsync(call, account.Value, accounts, cancellationToken);
    }

    /// <summary>Blocks or unblocks an account. Blocking ends its sessions.</summary>
    private static async Task<IResult> UpdateAccountAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var blocked = call.Flag("blocked");
        var account = call.AccountId();
        if ((blocked.Problem ?? account.Problem) is { } problem)
        {
            return problem;
        }

        return await accounts.SetBlockedAsync(call.Server.Id, account.Value, blocked.Value, cancellationToken)
            ? await ReadAsync(call, account.Value, accounts, cancellationToken)
            : Parameters.NoAccount();
    }

    private static async Task<IResult> ReadAsync(ApiCall call, long id, AccountService accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(call.Server.Id, id, cancellationToken) is { } account
            ? Answer.Json(AccountResponse.From(account), AccountJson.Default.AccountResponse)
            : Parameters.NoAccount();
}
