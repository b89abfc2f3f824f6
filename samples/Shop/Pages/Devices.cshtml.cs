using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Shop.Api;

namespace Shop.Pages;

/// <summary>The phones of whoever is logged in.</summary>
internal sealed class DevicesModel(CurrentVisitor visitor, NextAuthClient api) : PageModel
{
    public string UserName { get; private set; } = "";

    public IReadOnlyList<Account> Phones { get; private set; } = [];

    /// <summary>The phone that made this login.</summary>
    public long? Current { get; private set; }

    public bool IsAdded => Request.Query.ContainsKey("added");

    public static string Format(long? seconds) => seconds is { } known
        ? DateTimeOffset.FromUnixTimeSeconds(known).ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : "never";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await visitor.GetUserAsync(cancellationToken) is not { } user)
        {
            return Redirect("/login");
        }

        var status = await visitor.GetStatusAsync(cancellationToken);
        (UserName, Phones, Current) = (user, await api.GetUserAsync(user, cancellationToken), status?.AccountId);
        ViewData["Live"] = new Live(api.ServerId, status!.Hsid, Live.LogOut, "/");
        return Page();
    }
}
