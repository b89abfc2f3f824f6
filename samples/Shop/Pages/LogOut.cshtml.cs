using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>Logout. The session stays, so that its phone can be asked next time; the cookie is replaced.</summary>
internal sealed class LogOutModel(CurrentVisitor visitor, NextAuthClient api) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        if (visitor.Known is { } known)
        {
            // Also for somebody who presses the button and closes the window.
            await api.LogOutAsync(known.Nonce, CancellationToken.None);
            if (known.DeviceNonce is { } device)
            {
                // A code for a further phone that was shown and not used ends here, too.
                await api.LogOutAsync(device, CancellationToken.None);
                known.DeviceNonce = null;
            }

            visitor.Renew();
        }

        return Redirect("/");
    }
}
