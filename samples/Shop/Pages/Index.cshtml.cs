using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>The front page: greets who is logged in.</summary>
internal sealed class IndexModel(CurrentVisitor visitor, NextAuthClient api) : PageModel
{
    public string? UserName { get; private set; }

    public bool IsNew => Request.Query.ContainsKey("welcome");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var status = await visitor.GetStatusAsync(cancellationToken);
        if (status is { LoggedIn: true, UserId: null })
        {
            // A phone without a user: a sign-up that was left in the middle.
            return Redirect("/signup");
        }

        UserName = await visitor.GetUserAsync(cancellationToken);
        if (status is { LoggedIn: true })
        {
            // The phone can end the login, too, and the page follows.
            ViewData["Live"] = new Live(api.ServerId, status.Hsid, Live.LogOut, "/");
        }

        return Page();
    }
}
