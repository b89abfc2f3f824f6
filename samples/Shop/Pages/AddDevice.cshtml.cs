using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>A further phone for whoever is logged in.</summary>
/// <remarks>
/// It is enrolled in a session of its own, which it logs in to: that is how the page hears of it. Then the session is logged out; the person's
/// own stays with the phone it was.
/// </remarks>
internal sealed class AddDeviceModel(CurrentVisitor visitor, NextAuthClient api) : PageModel
{
    // An enrol code lives ten minutes.
    private const int FreshSeconds = 540;

    public string UserName { get; private set; } = "";

    public QrCode? Code { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await visitor.GetUserAsync(cancellationToken) is not { } user || visitor.Known is not { } known)
        {
            return Redirect("/login");
        }

        var nonce = known.DeviceNonce ??= Visitors.NewSecret();
        var status = await api.GetSessionAsync(nonce, cancellationToken);
        if (status.LoggedIn)
        {
            known.DeviceNonce = null;
            await api.LogOutAsync(nonce, cancellationToken);
            return Redirect("/devices?added");
        }

        (UserName, Code) = (user, await MakeCodeAsync(nonce, user, cancellationToken));
        ViewData["Live"] = new Live(api.ServerId, status.Hsid, Live.LogIn, "/add-device") { Fresh = "/add-device/code", FreshSeconds = FreshSeconds };
        return Page();
    }

    public async Task<IActionResult> OnGetCodeAsync(CancellationToken cancellationToken) =>
        await visitor.GetUserAsync(cancellationToken) is { } user && visitor.Known is { DeviceNonce: { } nonce }
            ? Partial("_Code", await MakeCodeAsync(nonce, user, cancellationToken))
            : NotFound();

    // With the user's name, who is logged in: the phone is his from the moment it exists, even if this page is closed before.
    private async Task<QrCode> MakeCodeAsync(string nonce, string user, CancellationToken cancellationToken)
    {
        var number = (await api.GetUserAsync(user, cancellationToken)).Count + 1;
        return new(await api.GetQrEnrolAsync(nonce, $"{user}, phone {number}", user, cancellationToken));
    }
}
