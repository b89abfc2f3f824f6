using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Phone;

/// <summary>Purpose 1 before M2: whether the scanned code or the push leads to a session that can be logged in (docs/protocol/messages.md, section 4.1).</summary>
internal sealed class LoginCeremony(
    SessionService sessions,
    PushService pushes,
    AccountClaims claims,
    ServerParametersFactory parameters,
    IClusterBus bus,
    Telemetry telemetry,
    TimeProvider time,
    ILogger<LoginCeremony> logger)
{
    public SessionService Sessions => sessions;

    public PushService Pushes => pushes;

    public AccountClaims Claims => claims;

    public Telemetry Telemetry => telemetry;

    public ILogger Logger => logger;

    public Task<Admission> AdmitAsync(ServerRuntime server, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) =>
        context.Span[0] == PushContext.Kind
            ? AdmitPushAsync(server, PushContext.Session(context.Span), PushContext.PushId(context.Span).ToArray(), cancellationToken)
            : AdmitCodeAsync(server, LoginContext.Read(context.Span), cancellationToken);

    /// <summary>Tells the browsers of a session.</summary>
    public void Tell(Session session, BrowserNews news) => bus.Publish(new ClusterEvent.Browser(session.Server, session.Id, news, 0));

    private async Task<Admission> AdmitCodeAsync(ServerRuntime server, LoginContext code, CancellationToken cancellationToken)
    {
        var session = await sessions.GetAsync(server.Id, code.Session, cancellationToken);
        var verdict = session.Server == server.Id ? sessions.Check(server, session, code) : CodeVerdict.Refused;
        if (verdict is not CodeVerdict.Good)
        {
            return new Admission.Refused(verdict switch
            {
                CodeVerdict.Expired => AlertCode.Expired,
                CodeVerdict.AlreadyLoggedIn => AlertCode.AlreadyLoggedIn,
                _ => AlertCode.Refused,
            });
        }

        Tell(session, BrowserNews.ConfirmScan);
        return await AdmitAsync(server, session, push: null, cancellationToken);
    }

    private async Task<Admission> AdmitPushAsync(ServerRuntime server, Hsid id, byte[] pushId, CancellationToken cancellationToken)
    {
        // Unknown, of another session and used are one answer: nobody learns which by trying ids.
        if (await pushes.FindAsync(pushId, cancellationToken) is not { Used: false } found
            || found.Push.Server != server.Id || found.Push.Session != id)
        {
            return new Admission.Refused(AlertCode.Refused);
        }

        if (found.Push.Expires <= time.GetUtcNow())
        {
            return new Admission.Refused(AlertCode.Expired);
        }

        var session = await sessions.GetAsync(server.Id, id, cancellationToken);
        return sessions.IsLoggedIn(session)
            ? new Admission.Refused(AlertCode.AlreadyLoggedIn)
            : await AdmitAsync(server, session, found.Push, cancellationToken);
    }

    private async Task<Admission> AdmitAsync(ServerRuntime server, Session session, NewPush? push, CancellationToken cancellationToken)
    {
        var context = await sessions.ReadContextAsync(session, cancellationToken);
        var hello = new LoginHello
        {
            Server = parameters.Make(server.Server),
            Announceinfo = context.Announceinfo,
            TypedCode = push?.Code is not null,
        };
        var json = Fitting.FirstThatFits(
            ProtocolJson.Default.LoginHello,
            () => hello,
            () => hello with { Announceinfo = Fitting.WithoutLogo(hello.Announceinfo) },
            () => hello with { Announceinfo = Fitting.WithoutLogo(hello.Announceinfo), Server = Fitting.WithoutLogo(hello.Server) });

        // What is left may be cut no further: the person would confirm without having seen it.
        return json is null ? new Admission.Refused(AlertCode.Unavailable) : new Admission.Admitted(json, new PendingLogin(this, server, session, push));
    }
}
