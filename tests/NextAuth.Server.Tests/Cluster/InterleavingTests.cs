using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Phone;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Cluster;

/// <summary>The server's own ceremonies on the real store, two phones, any order: what docs/protocol/ promises of all interleavings.</summary>
public class InterleavingTests
{
    private const int Steps = 10_000;

    [Fact]
    public async Task A_session_is_logged_in_only_by_an_account_that_confirmed_it()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        TestAccount[] accounts = [await live.EnrolAsync(server), await live.EnrolAsync(server)];
        Hsid[] sessions = [LiveServer.NewSession(), LiveServer.NewSession(), LiveServer.NewSession()];
        var world = new World(live, server, accounts, sessions);
        var logins = 0;

        for (var step = 0; step < Steps; step++)
        {
            logins += await world.StepAsync() ? 1 : 0;
            foreach (var session in sessions)
            {
                var found = await live.SessionAsync(server, session);
                Assert.True(
                    !live.Sessions.IsLoggedIn(found) || world.Confirmed.Contains((session, found.LastAccount!.Value)),
                    $"Step {step}: session {session} is logged in by {found.LastAccount}, which did not confirm it.");
            }
        }

        // A run in which nobody got in would prove nothing.
        Assert.True(logins > Steps / 100, $"{logins} logins");
    }

    /// <summary>What is going on: handshakes in every state, and proofs that were sent, to be sent again elsewhere.</summary>
    private sealed class World(LiveServer live, ServerRuntime server, TestAccount[] accounts, Hsid[] sessions)
    {
        private readonly List<Handshake> _open = [];
        private readonly List<byte[]> _proofs = [];

        /// <summary>Who confirmed which session since its last logout.</summary>
        public HashSet<(Hsid Session, long Account)> Confirmed { get; } = [];

        private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        /// <summary>Does one random thing; <see langword="true"/> when somebody was logged in by it.</summary>
        public async Task<bool> StepAsync()
        {
            switch (RandomNumberGenerator.GetInt32(10))
            {
                case < 4:
                    await BeginAsync(Any(sessions));
                    return false;
                case < 7 when _open.Count > 0:
                    return await ConfirmAsync(Take(_open), Any(accounts), TestAccount.Approve);
                case 7 when _open.Count > 0:
                    return await ConfirmAsync(Take(_open), Any(accounts), TestAccount.Decline);
                case 8 when _open.Count > 0 && _proofs.Count > 0:
                    return await ReplayAsync(Take(_open), _proofs[RandomNumberGenerator.GetInt32(_proofs.Count)]);
                default:
                    var session = Any(sessions);
                    await live.Sessions.LogOutAsync(session, Cancellation);
                    Confirmed.RemoveWhere(entry => entry.Session == session);
                    return false;
            }
        }

        private static T Any<T>(T[] all) => all[RandomNumberGenerator.GetInt32(all.Length)];

        private static Handshake Take(List<Handshake> all)
        {
            var at = RandomNumberGenerator.GetInt32(all.Count);
            var taken = all[at];
            all.RemoveAt(at);
            return taken;
        }

        private async Task BeginAsync(Hsid session)
        {
            var context = await TestAccount.CodeAsync(live, server, session);
            if (await live.Get<LoginCeremony>().AdmitAsync(server, context, Cancellation) is not Admission.Admitted(var hello, var pending))
            {
                return;
            }

            var initiator = Initiator.Start(Purpose.Login, server.Id, context);
            Assert.True(Respond(initiator, hello, out var response, out var responder));
            using var identity = ServerIdentity.OfKey(server.Identity.PublicKey);
            Assert.True(initiator.TryReceive(response, identity, out _));
            _open.Add(new(session, initiator, responder!, pending));
            if (_open.Count > 12)
            {
                _open.RemoveAt(0);
            }
        }

        private bool Respond(Initiator initiator, byte[] hello, out byte[] response, out Responder? responder)
        {
            Assert.True(InitiatorHello.TryParse(initiator.FirstMessage.Span, out var first, out _));
            response = new byte[Responder.ResponseSize(hello.Length)];
            return Responder.TryRespond(first, server.Identity, hello, response, out responder, out _);
        }

        private async Task<bool> ConfirmAsync(Handshake handshake, TestAccount account, byte[] request)
        {
            var proof = handshake.Initiator.Complete(account.Key, request, out var channel);
            channel.Dispose();
            _proofs.Add(proof);
            if (_proofs.Count > 50)
            {
                _proofs.RemoveAt(0);
            }

            var before = (handshake.Session, account.Id);
            var outcome = await ProveAsync(handshake, proof);
            if (outcome is LoginOutcome.LoggedIn && request == TestAccount.Approve)
            {
                Confirmed.Add(before);
            }

            return outcome is LoginOutcome.LoggedIn;
        }

        private static async Task<bool> ReplayAsync(Handshake handshake, byte[] proof) => await ProveAsync(handshake, proof) is LoginOutcome.LoggedIn;

        private static async Task<LoginOutcome?> ProveAsync(Handshake handshake, byte[] proof)
        {
            using var responder = handshake.Responder;
            if (!responder.TryOpen(proof, out _)
                || !responder.TryVerify(await handshake.Pending.FindKeyAsync(responder.AccountKey.ToArray(), Cancellation), out var channel, out _))
            {
                return null;
            }

            using (channel)
            {
                var outcome = await handshake.Pending.CompleteAsync(responder, channel, Cancellation);
                return Assert.IsType<LoginResult>(Assert.IsType<ProofOutcome.Answered>(outcome).Message).Outcome;
            }
        }
    }

    private sealed record Handshake(Hsid Session, Initiator Initiator, Responder Responder, IPendingProof Pending);
}
