using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Transactions;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;

namespace NextAuth.Server.Transactions;

/// <summary>REST contract, section 3, Transactions. One method a route, in the order of the routes.</summary>
internal static class TransactionEndpoints
{
    public static void MapTransactions(this IEndpointRouteBuilder routes)
    {
        var server = routes.MapGroup("/servers/{serverid}").WithTags("Transactions");

        server.MapPost("/sessions/transactions", CreateTransactionAsync).Is(new("createTransaction", Rights.Sessions) { OfSession = true })
            .NeedsBody<Transaction>("What the person is asked to approve.").Answers<TransactionIdResponse>()
            .Refuses(ApiProblem.NoAccount, ApiProblem.AccountBlocked, ApiProblem.TooManyPushes);
        server.MapGet("/transactions/{transactionid}", GetTransactionResultAsync).Is(new("getTransactionResult", Rights.Sessions))
            .Answers<TransactionResult>().Refuses(ApiProblem.UnknownTransaction);
        server.MapGet("/transactions/{transactionid}/evidence", GetTransactionEvidenceAsync).Is(new("getTransactionEvidence", Rights.Sessions) { IsExtension = true })
            .Answers<Evidence>().Refuses(ApiProblem.UnknownTransaction, ApiProblem.NoEvidence);
    }

    /// <summary>Makes a transaction and pushes it to the session's account.</summary>
    private static async Task<IResult> CreateTransactionAsync(ApiCall call, TransactionService transactions, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync(call.Request, TransactionJson.Default.Transaction, cancellationToken);
        if (body.Failed)
        {
            return body.Problem;
        }

        var texts = WithoutEmpty(body.Value);
        if (Check(texts) is { } wrong)
        {
            return ApiProblem.InvalidBody.ToResult(wrong);
        }

        return await transactions.CreateAsync(call.Server, call.Session, texts, cancellationToken) switch
        {
            CreateTransactionResult.Created(var id) => Answer.Json(
                new TransactionIdResponse(id.ToString(), new Link.Transaction(call.Server.Id, id).ToBytes(call.Server.AppUrl)), TransactionJson.Default.TransactionIdResponse),
            CreateTransactionResult.NoAccount => ApiProblem.NoAccount.ToResult("Nobody is logged in in this session, and nobody has been lately."),
            CreateTransactionResult.Blocked => ApiProblem.AccountBlocked.ToResult("A blocked account approves nothing; updateAccount unblocks it."),
            CreateTransactionResult.TooMany(var wait) => ApiProblem.TooManyPushes.ToResult("The account is asked too often: so many transactions may wait for its answer, so many may be made in a time, and none after several were declined in a row. Wait as long as Retry-After says.", wait),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Tells whether a transaction is approved.</summary>
    private static async Task<IResult> GetTransactionResultAsync(ApiCall call, TransactionService transactions, CancellationToken cancellationToken)
    {
        var id = call.TransactionId();
        if (id.Failed)
        {
            return id.Problem;
        }

        return await transactions.StatusAsync(call.Server.Id, id.Value, cancellationToken) is { } status
            ? Answer.Json(new TransactionResult(((int)status).ToString(CultureInfo.InvariantCulture)), TransactionJson.Default.TransactionResult)
            : Parameters.NoTransaction();
    }

    /// <summary>What was signed, the signature and the keys: enough for a third party to check it offline (docs/protocol/evidence.md).</summary>
    private static async Task<IResult> GetTransactionEvidenceAsync(ApiCall call, TransactionService transactions, CancellationToken cancellationToken)
    {
        var id = call.TransactionId();
        if (id.Failed)
        {
            return id.Problem;
        }

        if (await transactions.EvidenceAsync(call.Server, id.Value, cancellationToken) is { } evidence)
        {
            return Answer.Bytes(evidence.Write(), "application/json");
        }

        return await transactions.StatusAsync(call.Server.Id, id.Value, cancellationToken) is null
            ? Parameters.NoTransaction()
            : ApiProblem.NoEvidence.ToResult("Only an approved transaction has evidence; getTransactionResult tells the state.");
    }

    // Generated clients send an empty text for one that is not there.
    private static Transaction WithoutEmpty(Transaction? given) => new()
    {
        Amount = given?.Amount is "" ? null : given?.Amount,
        Benificiary = given?.Benificiary is "" ? null : given?.Benificiary,
        Description = given?.Description is "" ? null : given?.Description,
    };

    private static string? Check(Transaction texts) => texts is { Amount: null, Benificiary: null, Description: null }
        ? "The body must have one of the members amount, benificiary and description."
        : Check("amount", texts.Amount, TransactionContent.MaxAmountLength)
            ?? Check("benificiary", texts.Benificiary, TransactionContent.MaxBenificiaryLength)
            ?? Check("description", texts.Description, TransactionContent.MaxDescriptionLength);

    private static string? Check(string member, string? text, int maximum) => text is null || TransactionText.IsAllowed(text, maximum)
        ? null
        : $"The member {member} must be at most {maximum} characters, not only spaces, without control characters, line ends, characters without a width and those that turn the direction of writing (docs/protocol/transactions.md, section 2).";
}
