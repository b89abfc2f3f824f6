using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi;
using NextAuthApi.AspNetCore;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>The phones of whoever is logged in.</summary>
[Authorize]
internal sealed class DevicesModel(UsersApi users, AccountsApi accounts, ShopIdentity shop) : PageModel
{
    public string UserName => User.Identity!.Name!;

    public IReadOnlyList<Account> Phones { get; private set; } = [];

    public bool IsAdded => Request.Query.ContainsKey("added");

    public bool IsRemoved => Request.Query.ContainsKey("removed");

    public static string Format(long? seconds) => seconds is { } known
        ? DateTimeOffset.FromUnixTimeSeconds(known).ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "never";

    /// <summary>Whether it is the phone that made this login.</summary>
    public bool IsCurrent(Account phone) => User.HasClaim(NextAuthClaims.AccountId, phone.Id.ToString(CultureInfo.InvariantCulture));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Phones = await FindAsync(cancellationToken);
        ViewData["Live"] = new Live(shop.ServerId, User.FindFirst(NextAuthClaims.Hsid)!.Value, Live.LogOut, ShopLogin.Check);
    }

    /// <summary>Removes a phone that is lost. The server ends its logins, and the phone deletes its copy when it hears of it.</summary>
    public async Task<IActionResult> OnPostRemoveAsync(long phone, CancellationToken cancellationToken)
    {
        // A number in a form may be anybody's: only one's own phones.
        if ((await FindAsync(cancellationToken)).Any(own => own.Id == phone))
        {
            await accounts.DeleteAccountAsync(shop.ServerId, phone, cancellationToken);
        }

        return Redirect("/devices?removed");
    }

    private async Task<IReadOnlyList<Account>> FindAsync(CancellationToken cancellationToken) =>
        (await users.GetUserAsync(shop.ServerId, UserName, cancellationToken: cancellationToken)).Items;
}
