using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Pages;

/// <summary>Sign-up, first step: a name nobody has.</summary>
internal sealed class SignUpModel(Enrolments enrolments, Registration registration) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public string? Problem { get; private set; }

    public IActionResult OnGet(bool taken)
    {
        if (User.Identity is { IsAuthenticated: true })
        {
            return Redirect("/");
        }

        Problem = taken ? "Somebody was faster: that name has just been taken. Choose another." : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (User.Identity is { IsAuthenticated: true })
        {
            return Redirect("/");
        }

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

        // In a session of its own: a code that somebody photographed here, or a phone that somebody enrolled and left without a name, must not get this one.
        enrolments.Begin(HttpContext, EnrolmentKind.SignUp, name);
        return Redirect("/signup/scan");
    }
}
