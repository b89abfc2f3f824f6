using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using NextAuthApi.AspNetCore.Cookies;
using NextAuthApi.AspNetCore.Sessions;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>What the handler answers below its path: the login page, and what its forms and script ask for.</summary>
/// <remarks>
/// Each page has a session of its own, new for it, whose nonce stands sealed in its forms: several tabs don't disturb each other, and what somebody planted in
/// the browser beforehand leads nowhere. The sealed ticket is good only together with the browser's cookie, and so protects the forms against other sites, too.
/// </remarks>
internal sealed class LoginEndpoints(NextAuthHandler handler, HttpContext http, NextAuthOptions options, ILogger logger)
{
    private const string TicketField = "ticket";

    // Not longer: the script then gets a new page.
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(1);

    private static readonly FormOptions SmallForm = new() { ValueCountLimit = 4, KeyLengthLimit = 64, ValueLengthLimit = 8192 };

    private CancellationToken Aborted => http.RequestAborted;

    private string ServerId => options.ServerId!;

    private LoginAnswers Answers => field ??= new(http, options, handler.Root);

    /// <summary>Answers a request.</summary>
    /// <returns><see langword="false"/>: nothing of ours has this path.</returns>
    public async Task<bool> ServeAsync(string path)
    {
        Func<Task>? serve = (http.Request.Method, path) switch
        {
            ("GET" or "HEAD", "/login") => ShowAsync,
            ("GET" or "HEAD", "/check") => CheckAsync,
            ("POST", "/code") => () => PostAsync(FreshAsync),
            ("POST", "/push") => () => PostAsync(PushAsync),
            ("POST", "/done") => () => PostAsync(FinishAsync),
            ("POST", "/forget") => () => PostAsync(ForgetAsync),
            ("GET" or "HEAD", _) when PageAssets.Find(path) is { } asset => () => Answers.SendAssetAsync(asset),
            _ => null,
        };
        if (serve is null)
        {
            return false;
        }

        try
        {
            await serve().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NextAuthApiException || (SessionChecks.IsUnreachable(failure) && !Aborted.IsCancellationRequested))
        {
            logger.PageFailed(failure);
            await Answers.SendWordsAsync(StatusCodes.Status503ServiceUnavailable, "One moment, please", Words.ServerDown, Page(Target())).ConfigureAwait(false);
        }

        return true;
    }

    private async Task ShowAsync()
    {
        var target = Target();
        var known = await handler.AuthenticateAsync().ConfigureAwait(false);
        if (known.Succeeded)
        {
            Answers.Redirect(target);
            return;
        }

        // Nobody scans what is not shown.
        if (HttpMethods.IsHead(http.Request.Method))
        {
            Answers.SendHead();
            return;
        }

        if (!IsToBeSeen())
        {
            await Answers.SendWordsAsync(StatusCodes.Status403Forbidden, "Open this page by itself", Words.NotSeen, Page(target)).ConfigureAwait(false);
            return;
        }

        if (handler.Cookies.IsHttpsMissing)
        {
            logger.PlainHttp(http.Request.Host.Host);
        }

        // Kept where there is one, or the tabs that are open would be cut off. Who planted it has no ticket for what is shown here.
        if (handler.Cookies.Browser is not { } browser)
        {
            browser = BrowserCookies.NewSecret();
            handler.Cookies.SetBrowser(browser);
        }

        await SendPageAsync(new(BrowserCookies.NewSecret(), browser, target, handler.Now), new(Words.Waiting)).ConfigureAwait(false);
    }

    // What a page has in place of a picture or in a frame, or another site loads in advance, nobody scans: it would only use up the codes of the person's network. Older
    // browsers don't say. A site's service worker that hands a navigation on makes it "empty", which no script can for what is not one.
    private bool IsToBeSeen()
    {
        var isAhead = http.Request.Headers["Sec-Purpose"].ToString().StartsWith("prefetch", StringComparison.Ordinal);
        return http.Request.Headers["Sec-Fetch-Dest"].ToString() switch
        {
            "" or "document" => !isAhead || IsOwn(),
            "empty" => IsOwn() || http.Request.Headers["Sec-Fetch-Mode"] == "navigate",
            _ => false,
        };
    }

    // Browsers say where a request comes from; a page cannot make them lie. Older ones say nothing.
    private bool IsOwn() => http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";

    /// <summary>For a page that has heard of a logout on the WebSocket: its next page must not be made of an answer from before.</summary>
    private async Task CheckAsync()
    {
        await handler.CheckAsync().ConfigureAwait(false);
        Answers.Redirect(Target());
    }

    private string Page(string returnUrl) => $"{handler.Root}/login?returnUrl={Uri.EscapeDataString(returnUrl)}";

    private string Target() => http.Request.Query["returnUrl"].ToString() is var asked && handler.IsLocal(asked) ? asked : handler.Home;

    /// <summary>Lets only the browser's own pages through.</summary>
    private async Task PostAsync(Func<LoginTicket, Task> act)
    {
        // Of a browser that does not say where the form comes from, the ticket alone must do.
        var ticket = IsOwn() ? await ReadTicketAsync().ConfigureAwait(false) : null;
        if (ticket is null)
        {
            logger.ForeignForm();
            await Answers.SendWordsAsync(StatusCodes.Status400BadRequest, "Begin again", Words.ForeignForm, $"{handler.Root}/login").ConfigureAwait(false);
        }
        else if (handler.Now - ticket.Created > TicketLifetime)
        {
            await Answers.MoveAsync(Page(ticket.ReturnUrl)).ConfigureAwait(false);
        }
        else
        {
            await act(ticket).ConfigureAwait(false);
        }
    }

    private async Task<LoginTicket?> ReadTicketAsync()
    {
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return null;
        }

        try
        {
            var form = await http.Request.ReadFormAsync(SmallForm, Aborted).ConfigureAwait(false);
            var ticket = handler.Seal.OpenLogin(form[TicketField], ServerId);
            return ticket is not null && ticket.Browser == handler.Cookies.Browser ? ticket : null;
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>A fresh code for a page that has been open for a while.</summary>
    private async Task FreshAsync(LoginTicket ticket)
    {
        if (await MakeCodeAsync(ticket).ConfigureAwait(false) is not { } code)
        {
            return;
        }

        await Answers.SendJsonAsync(new() { Link = code.Link, Picture = code.Picture, Hint = LoginPage.Fill(options.Hint, code.Link), Life = LoginPage.Seconds(code.Life) }).ConfigureAwait(false);
    }

    private async Task PushAsync(LoginTicket ticket)
    {
        var progress = await AskPhoneAsync(ticket).ConfigureAwait(false);
        await AnswerAsync(ticket, progress).ConfigureAwait(false);
    }

    /// <summary>For whoever sits where somebody else has logged out: that phone is not asked again from here.</summary>
    private Task ForgetAsync(LoginTicket ticket)
    {
        handler.Cookies.DeletePhone();
        return Answers.MoveAsync(Page(ticket.ReturnUrl));
    }

    // In the session of this page, not in that of the last login: an old nonce is never used again.
    private async Task<Progress> AskPhoneAsync(LoginTicket ticket)
    {
        if (handler.FindPhone() is not { } account)
        {
            return new(Words.NoPhone, Progress.Stopped);
        }

        try
        {
            var digits = await handler.Sessions.ProvokeLoginOnAccountForCodeAsync(ServerId, ticket.Nonce, account, Describe(), Aborted).ConfigureAwait(false);
            return new(Words.Sent, Progress.Busy) { Digits = digits };
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.NoAccount or ProblemCauses.AccountBlocked or ProblemCauses.UnknownAccount)
        {
            handler.Cookies.DeletePhone();
            return new(Words.NoPhone, Progress.Stopped);
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.TooManyPushes)
        {
            return new(Words.TooOften(refused.RetryAfter), Progress.Stopped);
        }
    }

    private async Task FinishAsync(LoginTicket ticket)
    {
        switch (await handler.SignInAsync(ticket.Nonce, Aborted).ConfigureAwait(false))
        {
            case NextAuthSignInResult.SignedIn:
                await Answers.MoveAsync(ticket.ReturnUrl).ConfigureAwait(false);
                break;
            case NextAuthSignInResult.NoUser:
                // The phone must not believe that it is logged in.
                await handler.Sessions.LogoutAsync(ServerId, ticket.Nonce, Aborted).ConfigureAwait(false);
                await AnswerAsync(ticket, new(Words.NoUser, Progress.Stopped)).ConfigureAwait(false);
                break;
            default:
                await AnswerAsync(ticket, new(Answers.IsForScript ? null : Words.NotYet)).ConfigureAwait(false);
                break;
        }
    }

    // The page for a browser without script is the same page again, with the same session: the phone may be on its way.
    private Task AnswerAsync(LoginTicket ticket, Progress progress) => Answers.IsForScript
        ? Answers.SendJsonAsync(new() { Words = progress.Words, Kind = progress.Kind, Digits = progress.Digits })
        : SendPageAsync(ticket, progress);

    private async Task SendPageAsync(LoginTicket ticket, Progress progress)
    {
        if (await MakeCodeAsync(ticket).ConfigureAwait(false) is not { } code)
        {
            return;
        }

        var page = new LoginPage(options, handler.Root, $"{http.Request.PathBase}")
        {
            Ticket = handler.Seal.Close(ticket, ServerId),
            Code = code,
            CanPush = handler.FindPhone() is not null,
            Progress = progress,
        };
        await Answers.SendPageAsync(StatusCodes.Status200OK, page.ToHtml()).ConfigureAwait(false);
    }

    /// <returns><see langword="null"/>: the address has had its codes, and has been told so.</returns>
    private async Task<LoginCode?> MakeCodeAsync(LoginTicket ticket)
    {
        if (!handler.CodeRate.TryTake(http.Connection.RemoteIpAddress, out var wait))
        {
            if (handler.CodeRate.IsNews())
            {
                logger.TooManyCodes(http.Connection.RemoteIpAddress, options.MaxCodesPerMinute);
            }

            http.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds)}";
            await Answers.SendWordsAsync(StatusCodes.Status429TooManyRequests, "One moment, please", Words.TooManyCodes, Page(ticket.ReturnUrl)).ConfigureAwait(false);
            return null;
        }

        // Both at once; the page leaves after both, so that a code which is scanned at once finds what the phone shall show.
        var picture = handler.Sessions.PostQrLoginAsync(ServerId, ticket.Nonce, "svg", LoginCode.Pixels, Describe(), Aborted);
        var asked = handler.Sessions.GetSessionAsync(ServerId, ticket.Nonce, Aborted);
        await Task.WhenAll(picture, asked).ConfigureAwait(false);
        var status = await asked.ConfigureAwait(false);
        var link = Encoding.ASCII.GetString(status.Loginqrdata);
        return new(
            link, $"data:image/svg+xml;base64,{Convert.ToBase64String(await picture.ConfigureAwait(false))}", status.Hsid, LoginCode.LifeOf(link, handler.Now));
    }

    private UserContext Describe() => options.DescribeLogin?.Invoke(http) ?? BrowserDescription.Of(http, options.SiteName);
}
