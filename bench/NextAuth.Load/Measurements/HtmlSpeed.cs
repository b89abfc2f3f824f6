using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Measurements;

/// <summary>getHtmlLogin requests a second, against getSession for the same sessions: both say how a page stands, and one of them draws it.</summary>
internal sealed class HtmlSpeed(Plan plan, Installation installation, SpeedReport report)
{
    private const double Demanded = 0.5;

    public void Run(CancellationToken cancellationToken)
    {
        // Sessions in which nobody is logged in: those are the ones with a code, and the more costly.
        string[] nonces = [.. installation.Accounts.Select(_ => Installation.NewNonce("page"))];
        using var html = new SaturatingClient(installation.Process.Address, [.. nonces.Select(installation.Requests.GetHtmlLogin)], plan.SessionConnections);
        using var sessions = new SaturatingClient(installation.Process.Address, [.. nonces.Select(installation.Requests.GetSession)], plan.SessionConnections);
        html.Run(plan.SessionRound, IsBlock, cancellationToken);
        sessions.Run(plan.SessionRound, IsStatus, cancellationToken);

        var (blocks, statuses) = (new List<double>(), new List<double>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            blocks.Add(html.Run(plan.SessionRound, IsBlock, cancellationToken).PerSecond);
            statuses.Add(sessions.Run(plan.SessionRound, IsStatus, cancellationToken).PerSecond);
        }

        var (measured, floor) = (Figures.Median(blocks), Figures.Median(statuses));
        report.Add(new("getHtmlLogin", Figures.Rate(measured), Figures.Rate(floor), Figures.Ratio(measured / floor), "0.50", measured / floor >= Demanded));
        report.Note($"getHtmlLogin: {nonces.Length} sessions without login, each block with its QR code; by turns with getSession for the same sessions, medians of {plan.Rounds} rounds.");
    }

    private static bool IsBlock(int request, ReadOnlySpan<byte> body) =>
        body.StartsWith("<div class=\"nextauth-block\""u8) && body.EndsWith("</div>\n"u8) && body.IndexOf("<svg "u8) > 0;

    private static bool IsStatus(int request, ReadOnlySpan<byte> body) => body.StartsWith("{\"loggedin\":false,"u8);
}
