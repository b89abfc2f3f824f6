using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using NextAuthApi;
using NextAuthApi.AspNetCore;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>Buying: the phone shows what is bought and for how much, and signs just that.</summary>
[Authorize]
internal sealed class BuyModel(Orders orders, TransactionsApi transactions, ShopIdentity shop, IOptions<ShopOptions> options) : PageModel
{
    public Order? Order { get; private set; }

    public OrderState State { get; private set; }

    /// <summary>Why the order could not even be made.</summary>
    public string? Problem { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? good, CancellationToken cancellationToken)
    {
        if (Good.All.FirstOrDefault(known => known.Id == good) is not { } chosen || await HttpContext.FindNextAuthNonceAsync() is not { } nonce)
        {
            return Redirect("/");
        }

        try
        {
            var made = await transactions.CreateTransactionAsync(
                shop.ServerId, nonce, new() { Amount = chosen.PriceText, Benificiary = options.Value.Name, Description = chosen.Name }, cancellationToken);
            var order = new Order(made.Tid, chosen, User.Identity!.Name!, Encoding.ASCII.GetString(made.Qrdata!));
            return RedirectToPage(new { order = orders.Seal(order) });
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.TooManyPushes)
        {
            Problem = "Your phone has been asked too often in a short time. Nothing was bought. Try again in a few minutes.";
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.NoAccount or ProblemCauses.AccountBlocked)
        {
            Problem = "Your phone cannot be asked: its account is gone or blocked. Nothing was bought.";
        }

        return Page();
    }

    public async Task<IActionResult> OnGetAsync(string? order, CancellationToken cancellationToken)
    {
        if (await FindAsync(order, cancellationToken))
        {
            return Page();
        }

        return Redirect("/");
    }

    /// <summary>For the page's script: whether it still has to wait.</summary>
    public async Task<IActionResult> OnGetStateAsync(string? order, CancellationToken cancellationToken) =>
        await FindAsync(order, cancellationToken) ? Content(State.ToString()) : NotFound();

    private async Task<bool> FindAsync(string? order, CancellationToken cancellationToken)
    {
        Order = orders.Find(order, User.Identity?.Name);
        if (Order is null)
        {
            return false;
        }

        var result = await transactions.GetTransactionResultAsync(shop.ServerId, Order.Transaction, cancellationToken);
        State = result.Tstatus switch { "0" => OrderState.Waiting, "1" => OrderState.Approved, "2" => OrderState.Declined, _ => OrderState.Expired };
        return true;
    }
}

internal enum OrderState
{
    Waiting,
    Approved,
    Declined,
    Expired,
}
