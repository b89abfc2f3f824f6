using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>Logout, here and on the phone. The browser still knows which phone to ask next time.</summary>
internal sealed class LogOutModel(Enrolments enrolments, SessionsApi sessions, ShopIdentity shop) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync();
        if (enrolments.Find(HttpContext, EnrolmentKind.Device) is { } device)
        {
            // A code for a further phone that was shown and not used ends here, too.
            Enrolments.End(HttpContext, EnrolmentKind.Device);
            await sessions.LogoutAsync(shop.ServerId, device.Nonce, CancellationToken.None);
        }

        return Redirect("/");
    }
}
