using NextAuthApi.AspNetCore;
using Shop.Hosting;

namespace Shop;

/// <summary>How the shop logs people in: the handler's page, with the shop's name and style.</summary>
internal static class ShopLogin
{
    /// <summary>The login page.</summary>
    public const string Path = "/nextauth/login";

    /// <summary>Where a page goes that hears of a logout: the server is asked at once, and the front page tells.</summary>
    public const string Check = "/nextauth/check?returnUrl=/";

    private const string Phone = "dotnet run --project src/NextAuth.Authenticator.Cli --";

    public static void Configure(NextAuthOptions login, ShopOptions shop, ShopIdentity identity)
    {
        (login.BaseUrl, login.ApiKey, login.ServerId) = (shop.ServerUrl, identity.ApiKey, identity.ServerId);
        (login.SiteName, login.CookieName) = (shop.Name, "shop");

        // The shop is called at this machine, or by https (--lan), and never stands behind a proxy.
        login.AllowHttpOnThisMachine = true;
        login.WebSocketUrl = shop.WebSocketUrl;
        (login.Stylesheet, login.Icon, login.SignUpPath) = (Assets.Style, Assets.Icon, "/signup");
        (login.HintTitle, login.Hint) = ("No phone at hand? Use the one in your terminal", $"{Phone} scan '{{link}}'");
        login.PushHint = $"Your phone hears it while its authenticator is open. The one in the terminal: `{Phone} listen`";
        login.Footer = "No passwords here. You log in with your phone.";
    }
}
