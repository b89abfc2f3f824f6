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
        // A phone without a user is a sign-up that was left in the middle: nobody is logged in yet.
        var status = await visitor.GetStatusAsync(cancellationToken);
        UserName = await visitor.GetUserAsync(cancellationToken);
        if (UserName is not null && status is not null)
        {
            // The phone can end the login, too, and the page follows.
            ViewData["Live"] = new Live(api.ServerId, status.Hsid, Live.LogOut, "/");
        }

        return Page();
    }
}
