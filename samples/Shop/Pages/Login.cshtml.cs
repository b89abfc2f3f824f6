using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Shop.Api;

namespace Shop.Pages;

/// <summary>Login: by a code to scan, or by asking the phone that this browser logged in with last.</summary>
internal sealed class LoginModel(CurrentVisitor visitor, NextAuthClient api, IOptions<ShopOptions> shop) : PageModel
{
    // A login code lives two minutes.
    private const int FreshSeconds = 90;

    public QrCode? Code { get; private set; }

    public bool CanPush { get; private set; }

    /// <summary>How the push went, for a page without script.</summary>
    public PushProgress? Progress { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await visitor.GetUserAsync(cancellationToken) is not null)
        {
            return Redirect("/");
        }

        // Before there is anything to scan: see Visitors. After a sign-up that was left in the middle, a session without its phone.
        var isHalfDone = await visitor.GetStatusAsync(cancellationToken) is { LoggedIn: true };
        await ShowAsync(isHalfDone ? visitor.Begin() : visitor.Renew(), cancellationToken);
        return Page();
    }

    /// <summary>A fresh code for a page that has been open for a while.</summary>
    public async Task<IActionResult> OnGetCodeAsync(CancellationToken cancellationToken) =>
        visitor.Known is { } known ? Partial("_Code", await MakeCodeAsync(known, cancellationToken)) : NotFound();

    public async Task<IActionResult> OnPostPushAsync(CancellationToken cancellationToken)
    {
        if (visitor.Known is not { } known)
        {
            return Redirect("/login");
        }

        Progress = PushProgress.Of(await api.ProvokeLoginAsync(known.Nonce, Describe(), cancellationToken));
        if (Request.Headers.Accept == "application/json")
        {
            return new JsonResult(Progress);
        }

        await ShowAsync(known, cancellationToken);
        return Page();
    }

    private async Task ShowAsync(Visitor known, CancellationToken cancellationToken)
    {
        Code = await MakeCodeAsync(known, cancellationToken);
        var status = await api.GetSessionAsync(known.Nonce, cancellationToken);
        CanPush = status.CanProvoke;
        ViewData["Live"] = new Live(api.ServerId, status.Hsid, Live.LogIn, "/login") { Fresh = "/login/code", FreshSeconds = FreshSeconds };
    }

    private async Task<QrCode> MakeCodeAsync(Visitor known, CancellationToken cancellationToken) =>
        new(await api.GetQrLoginAsync(known.Nonce, Describe(), cancellationToken));

    private UserContext Describe() => visitor.Describe(shop.Value.Name, "Log in");
}
