using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>Sign-up, second step: the phone scans, and the new account gets the name.</summary>
internal sealed class SignUpScanModel(CurrentVisitor visitor, Registration registration, NextAuthClient api) : PageModel
{
    // An enrol code lives ten minutes.
    private const int FreshSeconds = 540;

    public string Name { get; private set; } = "";

    public QrCode? Code { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (visitor.Known is not { WantedName: { } name } known || await visitor.GetStatusAsync(cancellationToken) is not { } status)
        {
            return Redirect("/signup");
        }

        if (status.LoggedIn)
        {
            return await FinishAsync(known, name, cancellationToken);
        }

        (Name, Code) = (name, await MakeCodeAsync(known, name, cancellationToken));
        ViewData["Live"] = new Live(api.ServerId, status.Hsid, Live.LogIn, "/signup/scan") { Fresh = "/signup/scan/code", FreshSeconds = FreshSeconds };
        return Page();
    }

    public async Task<IActionResult> OnGetCodeAsync(CancellationToken cancellationToken) =>
        visitor.Known is { WantedName: { } name } known
            ? Partial("_Code", await MakeCodeAsync(known, name, cancellationToken))
            : NotFound();

    // Not with the user's name: a code that is scanned minutes later would tie its phone to a name that somebody else has taken since.
    private async Task<QrCode> MakeCodeAsync(Visitor known, string name, CancellationToken cancellationToken) =>
        new(await api.GetQrEnrolAsync(known.Nonce, label: name, userId: null, cancellationToken));

    // On GET, because the page comes here by itself. What it does was begun by this visitor, and doing it twice changes nothing.
    private async Task<IActionResult> FinishAsync(Visitor known, string name, CancellationToken cancellationToken)
    {
        var outcome = await registration.FinishAsync(known, name, cancellationToken);
        known.WantedName = null;
        return outcome switch
        {
            RegistrationOutcome.Done => Redirect("/?welcome"),
            RegistrationOutcome.NameTaken => Redirect("/signup?taken=true"),
            _ => Redirect("/"),
        };
    }
}
