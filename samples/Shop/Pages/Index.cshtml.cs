using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi.AspNetCore;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>The front page: greets who is logged in.</summary>
internal sealed class IndexModel(ShopIdentity shop) : PageModel
{
    public string? UserName => User.Identity?.Name;

    public bool IsNew => Request.Query.ContainsKey("welcome");

    public void OnGet()
    {
        if (User.FindFirst(NextAuthClaims.Hsid) is { } session)
        {
            // The phone can end the login, too, and the page follows.
            ViewData["Live"] = new Live(shop.ServerId, session.Value, Live.LogOut, ShopLogin.Check);
        }
    }
}
