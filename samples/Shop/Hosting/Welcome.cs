namespace Shop.Hosting;

/// <summary>What the person in front of the terminal needs to know.</summary>
internal static class Welcome
{
    public static void Print(ShopOptions options) => Console.WriteLine($"""

        {options.Name} is open at {Trim(options.Url)}   (nextAuth server: {Trim(options.ServerUrl)}, its log: {ServerProcess.LogPath(options)})

          1. Open {Trim(options.Url)}/signup and choose a name.
          2. Copy the command below the QR code into another terminal. It is a phone; it asks before it does anything:
               dotnet run --project src/NextAuth.Authenticator.Cli -- scan 'LINK'
          3. Log out and log in again the same way; or leave the phone listening and press "Log in on my phone":
               dotnet run --project src/NextAuth.Authenticator.Cli -- listen

        Ctrl-C stops both.
        """);

    private static string Trim(Uri url) => url.AbsoluteUri.TrimEnd('/');
}
