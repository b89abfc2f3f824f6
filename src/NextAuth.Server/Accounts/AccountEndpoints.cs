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
    private static readonly ApiParameter Blocked = new("blocked", "Whether the account can't log in.", true) { Required = true };

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/servers/{serverid}/accounts/", GetAllAccountsAsync).WithTags("Accounts").Is(new("getAllAccounts", Rights.Accounts))
            .Takes(ListParameters.Filter, ListParameters.Limit, ListParameters.Marker, ListParameters.Order(AccountResponse.Columns)).Answers<AccountsResponse>();

        var account = routes.MapGroup("/servers/{serverid}/accounts/{accountid}").WithTags("Accounts");

        account.MapPost("/provokelogin", ProvokeLoginOnAccountAsync).WithTags("Sessions").Is(new("provokeLoginOnAccount", Rights.Sessions | Rights.Accounts) { OfSession = true })
            .TakesBody<UserContext>(UserContext.ToDisplay).AnswersNothingOr<TypedCode>(ProvokeAnswer.WithCode).Refuses([ApiProblem.UnknownAccount, .. ProvokeAnswer.Problems]);
        account.MapGet("/", GetAccountAsync).Is(new("getAccount", Rights.Sessions | Rights.Accounts)).Answers<AccountResponse>().Refuses(ApiProblem.UnknownAccount);
        account.MapPut("/", UpdateAccountAsync).Is(new("updateAccount", Rights.Accounts)).Takes(Blocked).Answers<AccountResponse>().Refuses(ApiProblem.UnknownAccount);
        account.MapDelete("/", DeleteAccountAsync).Is(new("deleteAccount", Rights.Accounts)).AnswersNothing().Refuses(ApiProblem.UnknownAccount);
        account.MapPut("/user", UpdateAccountUserAsync).WithTags("Registration").Is(new("updateAccountUser", Rights.Accounts))
            .Takes(Parameters.User with { Required = true }).Answers<AccountResponse>().Refuses(ApiProblem.UnknownAccount, ApiProblem.InvalidUserName);
    }

    /// <summary>Lists the accounts of a server, or those whose user has certain attributes.</summary>
    private static async Task<IResult> GetAllAccountsAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var filters = call.Filters();
        var page = call.Page(AccountResponse.Columns);
        return (filters.Problem ?? page.Problem) is { } problem
            ? problem
            : Answer.Json(
                AccountsResponse.From(await accounts.ListAsync(call.Server.Id, filters.Value, page.Value, cancellationToken)), AccountJson.Default.AccountsResponse);
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

    /// <summary>Deletes an account: its sessions end, and its phone is told to delete its copy.</summary>
    private static async Task<IResult> DeleteAccountAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var account = call.AccountId();
        return account.Problem
            ?? (await accounts.DeleteAsync(call.Server.Id, account.Value, cancellationToken) ? Answer.Empty : Parameters.NoAccount());
    }

    /// <summary>Gives an account to a user, making the user when new.</summary>
    private static async Task<IResult> UpdateAccountUserAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var user = call.NewUserId();
        var account = call.AccountId();
        if ((user.Problem ?? account.Problem) is { } problem)
        {
            return problem;
        }

        return await accounts.SetUserAsync(call.Server.Id, account.Value, user.Value, cancellationToken)
            ? await ReadAsync(call, account.Value, accounts, cancellationToken)
            : Parameters.NoAccount();
    }

    private static async Task<IResult> ReadAsync(ApiCall call, long id, AccountService accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(call.Server.Id, id, cancellationToken) is { } account
            ? Answer.Json(AccountResponse.From(account), AccountJson.Default.AccountResponse)
            : Parameters.NoAccount();
}
