using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>A further phone for whoever is logged in.</summary>
/// <remarks>
/// It is enrolled in a session of its own, which it logs in to: that is how the page hears of it. Then the session is logged out; the person's
/// own stays with the phone it was.
/// </remarks>
[Authorize]
internal sealed class AddDeviceModel(Enrolments enrolments, SessionsApi sessions, UsersApi users, RegistrationApi registration, ShopIdentity shop) : PageModel
{
    // An enrol code lives ten minutes.
    private const int FreshSeconds = 540;

    public string UserName => User.Identity!.Name!;

    public QrCode? Code { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var enrolment = Find() ?? enrolments.Begin(HttpContext, EnrolmentKind.Device, UserName);
        var status = await sessions.GetSessionAsync(shop.ServerId, enrolment.Nonce, cancellationToken);
        if (status.Loggedin)
        {
            Enrolments.End(HttpContext, EnrolmentKind.Device);
            await sessions.LogoutAsync(shop.ServerId, enrolment.Nonce, cancellationToken);
            return Redirect("/devices?added");
        }

        Code = await MakeCodeAsync(enrolment, cancellationToken);
        ViewData["Live"] = new Live(shop.ServerId, status.Hsid, Live.LogIn, "/add-device") { Fresh = "/add-device/code", FreshSeconds = FreshSeconds };
        return Page();
    }

    public async Task<IActionResult> OnGetCodeAsync(CancellationToken cancellationToken) =>
        Find() is { } enrolment ? Partial("_Code", await MakeCodeAsync(enrolment, cancellationToken)) : NotFound();

    // One that another user of this browser began is not this one's.
    private Enrolment? Find() => enrolments.Find(HttpContext, EnrolmentKind.Device) is { } enrolment && enrolment.Name == UserName ? enrolment : null;

    // With the user's name, who is logged in: the phone is his from the moment it exists, even if this page is closed before.
    private async Task<QrCode> MakeCodeAsync(Enrolment enrolment, CancellationToken cancellationToken)
    {
        var number = (await users.GetUserAsync(shop.ServerId, UserName, cancellationToken: cancellationToken)).Items.Count + 1;
        var link = await registration.GetQrEnrolAsync(shop.ServerId, enrolment.Nonce, $"{UserName}, phone {number}", UserName, cancellationToken: cancellationToken);
        return new(Encoding.ASCII.GetString(link));
    }
}
