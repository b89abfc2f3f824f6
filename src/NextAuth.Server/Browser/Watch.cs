using NextAuth.Protocol;
using NextAuth.Server.Cluster;

namespace NextAuth.Server.Browser;

/// <summary>
/// One socket's view of one session. News from the bus and reads of the store arrive in any order; the epoch tells which is newer, so a page never hears
/// an older state after a newer one, and never misses one.
/// </summary>
internal sealed class Watch(BrowserSocket socket, ServerId server, Hsid session)
{
    private uint _epoch;
    private bool _loggedIn;
    private bool _known;
    private bool _told;
    private bool _showsCodes;

    public ServerId Server { get; } = server;

    public Hsid Session { get; } = session;

    public BrowserSocket Socket { get; } = socket;

    /// <summary>The next of the same session; owned by <see cref="WatchTable"/>.</summary>
    public Watch? NextOfSession { get; set; }

    /// <summary>The one before of the same session; owned by <see cref="WatchTable"/>.</summary>
    public Watch? PreviousOfSession { get; set; }

    /// <summary>The next of the same socket; owned by <see cref="BrowserSocket"/>.</summary>
    public Watch? NextOfSocket { get; set; }

    /// <summary>When the next login code is due, a timestamp; 0: none are asked for.</summary>
    public long NextCode { get; set; }

    /// <summary>Before when no code is held again, a timestamp.</summary>
    public long NextHold { get; set; }

    /// <summary>Takes what was read from the store, after the watch was in place.</summary>
    /// <param name="epoch">The session's epoch.</param>
    /// <param name="loggedIn">Whether somebody is logged in.</param>
    /// <param name="asked">Whether the page asked and must be answered, even when nothing changed.</param>
    public void Learn(uint epoch, bool loggedIn, bool asked)
    {
        lock (this)
        {
            // The same epoch with another state: the login's time is over, and the job that raises the epoch has not come by yet.
            var newer = !_known || epoch > _epoch || (epoch == _epoch && loggedIn != _loggedIn);
            var changed = newer && loggedIn != _loggedIn;
            var unsaid = !_told && _loggedIn;
            if (newer)
            {
                (_epoch, _loggedIn, _known) = (epoch, loggedIn, true);
            }

            _told = true;
            if (asked || changed || unsaid)
            {
                TellState();
            }
        }
    }

    /// <summary>Takes news from the bus.</summary>
    public void Hear(BrowserNews news, uint epoch)
    {
        lock (this)
        {
            switch (news)
            {
                case BrowserNews.Login or BrowserNews.Logout:
                    if (_known && epoch <= _epoch)
                    {
                        return;
                    }

                    (_epoch, _loggedIn, _known) = (epoch, news is BrowserNews.Login, true);

                    // Until the first read has come back this waits for it: that answer says the newer of the two.
                    if (_told)
                    {
                        TellState();
                    }

                    return;
                default:
                    Tell(Type(news), null);
                    return;
            }
        }
    }

    /// <summary>The page has asked for a login, so it shows the digits of every push for the session from now on.</summary>
    public void ShowCodes()
    {
        lock (this)
        {
            _showsCodes = true;
        }
    }

    /// <summary>Takes the digits of a push. A page that only watches never gets them: they tie the phone to a page where somebody is logging in.</summary>
    public void HearCode(string digits)
    {
        lock (this)
        {
            if (_showsCodes)
            {
                Tell("CODE", digits);
            }
        }
    }

    /// <summary>Sends one message about the session.</summary>
    public void Tell(string type, string? extra) => Socket.Send(BrowserMessage.Write(type, Session, Server, extra));

    private static string Type(BrowserNews news) => news switch
    {
        BrowserNews.CanProvoke => "CANPROVOKE",
        BrowserNews.ConfirmProvoke => "CONFIRMPROVOKE",
        BrowserNews.ConfirmScan => "CONFIRMSCAN",
        BrowserNews.Cancel => "CANCEL",
        BrowserNews.NoAccounts => "NOACCOUNTS",
        _ => throw new ArgumentOutOfRangeException(nameof(news)),
    };

    private void TellState() => Tell(_loggedIn ? "LOGIN" : "LOGOUT", null);
}
