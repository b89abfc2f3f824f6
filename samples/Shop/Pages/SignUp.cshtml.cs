using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>Sign-up, first step: a name nobody has.</summary>
internal sealed class SignUpModel(CurrentVisitor visitor, Registration registration) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public string? Problem { get; private set; }

    /// <summary>Whether a phone without a user is logged in: then the name is all that is missing.</summary>
    public bool HasPhone { get; private set; }

    public async Task<IActionResult> OnGetAsync(bool taken, CancellationToken cancellationToken)
    {
        if (await visitor.GetUserAsync(cancellationToken) is not null)
        {
            return Redirect("/");
        }

        HasPhone = await visitor.GetStatusAsync(cancellationToken) is { LoggedIn: true };
        Problem = taken ? "Somebody was faster: that name has just been taken. Choose another." : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await visitor.GetUserAsync(cancellationToken) is not null)
        {
            return Redirect("/");
        }

        HasPhone = await visitor.GetStatusAsync(cancellationToken) is LoginStatus { LoggedIn: true };
        if (!UserName.TryParse(Name, out var name))
        {
            Problem = "A name has 1 to 40 letters, digits or . _ - + @ and begins with a letter or digit.";
            return Page();
        }

        // Also asked again at the end (Registration): this answer is only to spare the person the scan.
        if (await registration.IsTakenAsync(name, cancellationToken))
        {
            Problem = "That name is taken. If it is yours, log in.";
            return Page();
        }

        visitor.Renew().WantedName = name;
        return Redirect("/signup/scan");
    }
}
