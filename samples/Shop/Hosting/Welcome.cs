using QRCoder;

namespace Shop.Hosting;

/// <summary>What the person in front of the terminal needs to know.</summary>
internal static class Welcome
{
    public static void Print(ShopOptions options)
    {
        Console.WriteLine($"""

            {options.Name} is open at {Trim(options.Url)}   (nextAuth server: {Trim(options.PublicUrl)}, its log: {ServerProcess.LogPath(options)})
            """);
        if (options.PublicServerUrl is null)
        {
            Console.WriteLine($"""

                  1. Open {Trim(options.Url)}/signup and choose a name.
                  2. Press "Open my authenticator" next to the QR code: a phone in another tab of your browser. It asks before it does anything.
                  3. Log out, and log in again the same way; or press "Log in on my phone".

                A phone in another terminal does the same: dotnet run --project src/NextAuth.Authenticator.Cli -- scan 'LINK'
                A real phone on this network: start the shop with -- {Lan.Switch}

                Ctrl-C stops both.
                """);
            return;
        }

        using var code = QRCodeGenerator.GenerateQrCode(options.Url.AbsoluteUri, QRCodeGenerator.ECCLevel.L);
        using var drawn = new AsciiQRCode(code);
        Console.WriteLine($"""

            {drawn.GetGraphicSmall(drawQuietZones: true)}

              1. On this computer, open {Trim(options.Url)}/signup and choose a name. The browser warns that it does not know the certificate:
                 this machine made it for itself. Say that you want to go on; this is for trying out, on a network you trust.
              2. Scan the page's code with your phone's camera. The phone warns in the same way; go on. The web authenticator opens and asks.
              3. Log out, and log in the same way; or leave the authenticator open on the phone and press "Log in on my phone".

            What to expect: the phone must be on the same network, and a firewall of this computer must let ports {options.PublicUrl.Port} and {options.Url.Port} through.
            With a certificate that no authority has signed, browsers neither install the authenticator nor wake it: it hears while it is open.

            Ctrl-C stops both.
            """);
    }

    private static string Trim(Uri url) => url.AbsoluteUri.TrimEnd('/');
}
