using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop;

/// <summary>An order that waits for the phone.</summary>
/// <param name="Transaction">The transaction that the phone approves.</param>
/// <param name="Good">What is bought.</param>
/// <param name="User">By whom.</param>
/// <param name="Code">The link that leads a phone to the transaction.</param>
internal sealed record Order(string Transaction, Good Good, string User, string Code);

/// <summary>
/// Keeps an order in the address of its page, sealed: the shop has no table of what never was bought, and nobody reads or makes up another's. A real shop has such a table, and delivers
/// from it once, when it finds the transaction approved.
/// </summary>
internal sealed class Orders(IDataProtectionProvider keys)
{
    // A transaction is kept by the server for days; the page that waits for it is done after ten minutes.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _seal = keys.CreateProtector("Shop", "order").ToTimeLimitedDataProtector();

    public string Seal(Order order) => _seal.Protect($"{order.Transaction} {order.Good.Id} {order.Code} {order.User}", Lifetime);

    /// <summary>Opens what <see cref="Seal"/> made for this user.</summary>
    public Order? Find(string? text, string? user)
    {
        try
        {
            return text is not null
                && _seal.Unprotect(text).Split(' ', 4) is [var transaction, var id, var code, var owner]
                && owner == user
                && Good.All.FirstOrDefault(good => good.Id == id) is { } found
                ? new(transaction, found, owner, code)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
