using Microsoft.AspNetCore.Http;
using NextAuth.Server.Http;

namespace NextAuth.Server.Attributes;

/// <summary>The five operations on one kind of attributes: they differ in whose attributes they are and in nothing else.</summary>
/// <param name="kind">Whose.</param>
/// <param name="keySegment">Where in the path the attribute's name stands, from 0.</param>
internal sealed class AttributeFamily(AttributeKind kind, int keySegment)
{
    /// <summary>Reads all attributes as one JSON object.</summary>
    public async Task<IResult> ReadAsync(ApiCall call, AttributeService attributes, CancellationToken cancellationToken)
    {
        var owner = Owner(call);
        if (owner.Failed)
        {
            return owner.Problem;
        }

        return await attributes.ReadAsync(owner.Value, cancellationToken) is { } values
            ? Answer.Json(new(values), AttributeJson.Default.AttributesBody, call.PrefersJson() ? "application/json" : "text/plain; charset=utf-8")
            : Parameters.NoUser();
    }

    /// <summary>Replaces all attributes. A user who is missing is made.</summary>
    public async Task<IResult> ReplaceAsync(ApiCall call, AttributeService attributes, CancellationToken cancellationToken)
    {
        var (owner, body) = (Owner(call), await ReadBodyAsync(call, cancellationToken));
        return (owner.Problem ?? body.Problem) is { } problem
            ? problem
            : Say(await attributes.ReplaceAsync(owner.Value, body.Value, cancellationToken));
    }

    /// <summary>Adds attributes, and replaces those of the same name; all others stay.</summary>
    public async Task<IResult> MergeAsync(ApiCall call, AttributeService attributes, CancellationToken cancellationToken)
    {
        var (owner, body) = (Owner(call), await ReadBodyAsync(call, cancellationToken));
        return (owner.Problem ?? body.Problem) is { } problem
            ? problem
            : Say(await attributes.MergeAsync(owner.Value, body.Value, cancellationToken));
    }

    /// <summary>Deletes all attributes.</summary>
    public async Task<IResult> ClearAsync(ApiCall call, AttributeService attributes, CancellationToken cancellationToken)
    {
        var owner = Owner(call);
        return owner.Problem ?? Say(await attributes.ClearAsync(owner.Value, cancellationToken));
    }

    /// <summary>Deletes one attribute.</summary>
    public async Task<IResult> RemoveAsync(ApiCall call, AttributeService attributes, CancellationToken cancellationToken)
    {
        var (owner, key) = (Owner(call), call.AttributeKey(keySegment));
        return (owner.Problem ?? key.Problem) is { } problem
            ? problem
            : Say(await attributes.RemoveAsync(owner.Value, key.Value, cancellationToken));
    }

    private static async Task<Outcome<IReadOnlyList<AttributeValue>>> ReadBodyAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync(call.Request, AttributeJson.Default.AttributesBody, cancellationToken);
        if (body.Failed)
        {
            return body.Problem;
        }

        if (body.Value is not { Values: var values })
        {
            return ApiProblem.InvalidBody.ToResult("The body must be a JSON object.");
        }

        if (values.FirstOrDefault(value => !TextRule.IsPlain(value.Key, 1, AttributeValue.MaxKey)) is { } wrong)
        {
            return ApiProblem.InvalidBody.ToResult($"{Quoted.Name(wrong.Key)} in the body is no name of an attribute: they have 1 to {AttributeValue.MaxKey} characters, no control characters. Nothing was changed.");
        }

        if (values.Count > AttributeValue.MaxInSet)
        {
            return TooMany();
        }

        return values.Sum(value => value.Size) < AttributeValue.MaxSetSize ? new Outcome<IReadOnlyList<AttributeValue>>(values, null) : TooLarge();
    }

    private static IResult Say(AttributeResult result) => result switch
    {
        AttributeResult.Done => Answer.Empty,
        AttributeResult.UnknownOwner => Parameters.NoUser(),
        AttributeResult.UnknownServer => Parameters.NoServer(),
        AttributeResult.UnknownAttribute => ApiProblem.UnknownAttribute.ToResult("attributekey must be the name of an existing attribute."),
        AttributeResult.TooMany => TooMany(),
        _ => TooLarge(),
    };

    private static ProblemAnswer TooMany() =>
        ApiProblem.InvalidBody.ToResult($"There must be {AttributeValue.MaxInSet} attributes at most. Nothing was changed.");

    private static ProblemAnswer TooLarge() =>
        ApiProblem.InvalidBody.ToResult($"All attributes together must be {AttributeValue.MaxSetSize} bytes of JSON at most. Nothing was changed.");

    private Outcome<AttributeOwner> Owner(ApiCall call) => kind switch
    {
        AttributeKind.User => call.UserId() is { Failed: false } user ? AttributeOwner.OfUser(call.Server.Id, user.Value) : call.UserId().Problem!,
        AttributeKind.Global => new AttributeOwner(kind, null, null),
        _ => new AttributeOwner(kind, call.Server.Id, null),
    };
}
