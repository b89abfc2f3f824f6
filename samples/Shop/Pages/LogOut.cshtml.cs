using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>Logout. The session stays, so that its phone can be asked next time; the cookie is replaced.</summary>
internal sealed class LogOutModel(CurrentVisitor visitor, NextAuthClient api) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (visitor.Known is not null)
        {
            var known = visitor.Renew();
            known.DeviceNonce = null;
            await api.LogOutAsync(known.Nonce, cancellationToken);
        }

        return Redirect("/");
    }
}
