using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi;
using NextAuthApi.AspNetCore;
using Shop.Hosting;

namespace Shop.Pages;

/// <summary>Sign-up, second step: the phone scans, and the new account gets the name.</summary>
internal sealed class SignUpScanModel(Enrolments enrolments, Registration registration, SessionsApi sessions, RegistrationApi api, ShopIdentity shop) : PageModel
{
    // An enrol code lives ten minutes.
    private const int FreshSeconds = 540;

    public string Name { get; private set; } = "";

    public QrCode? Code { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (enrolments.Find(HttpContext, EnrolmentKind.SignUp) is not { } enrolment)
        {
            return Redirect("/signup");
        }

        var status = await sessions.GetSessionAsync(shop.ServerId, enrolment.Nonce, cancellationToken);
        if (status.Loggedin)
        {
            return await FinishAsync(enrolment, cancellationToken);
        }

        (Name, Code) = (enrolment.Name, await MakeCodeAsync(enrolment, cancellationToken));
        ViewData["Live"] = new Live(shop.ServerId, status.Hsid, Live.LogIn, "/signup/scan") { Fresh = "/signup/scan/code", FreshSeconds = FreshSeconds };
        return Page();
    }

    public async Task<IActionResult> OnGetCodeAsync(CancellationToken cancellationToken) =>
        enrolments.Find(HttpContext, EnrolmentKind.SignUp) is { } enrolment ? Partial("_Code", await MakeCodeAsync(enrolment, cancellationToken)) : NotFound();

    // Not with the user's name: a code that is scanned minutes later would tie its phone to a name that somebody else has taken since.
    private async Task<QrCode> MakeCodeAsync(Enrolment enrolment, CancellationToken cancellationToken) =>
        new(Encoding.ASCII.GetString(await api.GetQrEnrolAsync(shop.ServerId, enrolment.Nonce, enrolment.Name, cancellationToken: cancellationToken)));

    // On GET, because the page comes here by itself. What it does was begun in this browser, and doing it twice changes nothing.
    private async Task<IActionResult> FinishAsync(Enrolment enrolment, CancellationToken cancellationToken)
    {
        var outcome = await registration.FinishAsync(enrolment, cancellationToken);
        if (outcome is RegistrationOutcome.Done)
        {
            // The phone has logged in already, by the code: from here on the browser is, too.
            await HttpContext.SignInNextAuthAsync(enrolment.Nonce, cancellationToken);
        }

        Enrolments.End(HttpContext, EnrolmentKind.SignUp);
        return outcome switch
        {
            RegistrationOutcome.Done => Redirect("/?welcome"),
            RegistrationOutcome.NameTaken => Redirect("/signup?taken=true"),
            _ => Redirect("/"),
        };
    }
}
