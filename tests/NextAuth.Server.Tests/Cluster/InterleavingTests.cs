using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Phone;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Cluster;

/// <summary>The server's own ceremonies on the real store, two phones, any order and two at once: what docs/protocol/ promises of all interleavings.</summary>
public class InterleavingTests
{
    private const int Steps = 10_000;

    [Fact]
    public async Task A_session_is_logged_in_only_by_an_account_that_confirmed_it()
    {
        await using var live = await LiveServer.StartAsync(new()
        {
            ["NextAuth:Push:Window"] = "00:00:01",
            ["NextAuth:Push:Bar"] = "00:00:01",
            ["NextAuth:Sessions:MaxLogins"] = "1000000000",
        });
        var server = await live.CreateServerAsync();
        TestAccount[] accounts = [await live.EnrolAsync(server), await live.EnrolAsync(server)];
        Hsid[] sessions = [LiveServer.NewSession(), LiveServer.NewSession(), LiveServer.NewSession()];
        var world = new World(live, server, accounts, sessions);

        for (var step = 0; step < Steps; step++)
        {
            await world.StepAsync();
            foreach (var session in sessions)
            {
                var found = await live.SessionAsync(server, session);
                var loggedIn = live.Sessions.IsLoggedIn(found) ? found.LastAccount : null;
                Assert.True(loggedIn == world.Expected(session), $"Step {step}: session {session} is logged in by {loggedIn}; confirmed by {world.Expected(session)}.");
            }
        }

        // A run in which nobody got in, or nobody had to be refused, would prove nothing.
        Assert.True(world.LoginsByCode > Steps / 100, $"{world.LoginsByCode} logins by code");
        Assert.True(world.LoginsByPush > Steps / 500, $"{world.LoginsByPush} logins by push");
        Assert.True(world.Overtaken > Steps / 100, $"{world.Overtaken} overtaken by another login or a logout");
    }

    /// <summary>What is going on: handshakes in every state, proofs that were sent, to be sent again elsewhere, and who has to be logged in by all that.</summary>
    private sealed class World(LiveServer live, ServerRuntime server, TestAccount[] accounts, Hsid[] sessions)
    {
        private readonly List<Handshake> _open = [];
        private readonly List<byte[]> _proofs = [];
        private readonly Dictionary<Hsid, long> _loggedIn = [];
        private readonly Dictionary<Hsid, int> _changes = sessions.ToDictionary(session => session, _ => 0);

        public int LoginsByCode { get; private set; }

        public int LoginsByPush { get; private set; }

        /// <summary>Confirmations that came after the session they were for had changed.</summary>
        public int Overtaken { get; private set; }

        private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        /// <summary>The account whose confirmation is the last thing that happened to a session; <see langword="null"/>: none, or a logout came after it.</summary>
        public long? Expected(Hsid session) => _loggedIn.TryGetValue(session, out var account) ? account : null;

        /// <summary>Does one random thing.</summary>
        public async Task StepAsync()
        {
            switch (RandomNumberGenerator.GetInt32(12))
            {
                case < 3:
                    await BeginAsync(Any(sessions), push: false);
                    break;
                case 3:
                    await BeginAsync(Any(sessions), push: true);
                    break;
                case < 7 when _open.Count > 0:
                    await ConfirmAsync((Take(_open), Any(accounts)));
                    break;
                case 7 or 8 when _open.Count > 1:
                    await ConfirmAsync((Take(_open), accounts[0]), (Take(_open), accounts[1]));
                    break;
                case 9 when _open.Count > 0:
                    var declined = Take(_open);
                    Assert.NotEqual(LoginOutcome.LoggedIn, await ProveAsync(declined, Prove(declined, Any(accounts), TestAccount.Decline)));
                    break;
                case 10 when _open.Count > 0 && _proofs.Count > 0:
                    Assert.Null(await ProveAsync(Take(_open), _proofs[RandomNumberGenerator.GetInt32(_proofs.Count)]));
                    break;
                default:
                    await LogOutAsync(Any(sessions));
                    break;
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

        private async Task LogOutAsync(Hsid session)
        {
            await live.Sessions.LogOutAsync(session, Cancellation);
            if (_loggedIn.Remove(session))
            {
                _changes[session]++;
            }
        }

        private async Task BeginAsync(Hsid session, bool push)
        {
            var context = push ? await PushAsync(session) : await TestAccount.CodeAsync(live, server, session);
            if (context is null || await live.Get<LoginCeremony>().AdmitAsync(server, context, Cancellation) is not Admission.Admitted(var hello, var pending))
            {
                return;
            }

            var initiator = Initiator.Start(Purpose.Login, server.Id, context);
            Assert.True(Respond(initiator, hello, out var response, out var responder));
            using var identity = ServerIdentity.OfKey(server.Identity.PublicKey);
            Assert.True(initiator.TryReceive(response, identity, out _));
            _open.Add(new(session, _changes[session], push, initiator, responder!, pending));
            if (_open.Count > 12)
            {
                _open.RemoveAt(0);
            }
        }

        // To whoever logged in last: often the other phone answers it.
        private async Task<byte[]?> PushAsync(Hsid session)
        {
            if (await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, Cancellation) is not ProvokeResult.Pushed)
            {
                return null;
            }

            var account = (await live.SessionAsync(server, session)).LastAccount!.Value;
            var pushes = await live.Get<PushService>().PendingAsync(account, Cancellation);
            return pushes.LastOrDefault(pending => pending.Push.Session == session) is { } found ? TestAccount.PushContextOf(session, found.Push.Id) : null;
        }

        private bool Respond(Initiator initiator, byte[] hello, out byte[] response, out Responder? responder)
        {
            Assert.True(InitiatorHello.TryParse(initiator.FirstMessage.Span, out var first, out _));
            response = new byte[Responder.ResponseSize(hello.Length)];
            return Responder.TryRespond(first, server.Identity, hello, response, out responder, out _);
        }

        private byte[] Prove(Handshake handshake, TestAccount account, byte[] request)
        {
            var proof = handshake.Initiator.Complete(account.Key, request, out var channel);
            channel.Dispose();
            _proofs.Add(proof);
            if (_proofs.Count > 50)
            {
                _proofs.RemoveAt(0);
            }

            return proof;
        }

        private async Task ConfirmAsync(params (Handshake Handshake, TestAccount Account)[] all)
        {
            var proofs = all.Select(one => Prove(one.Handshake, one.Account, TestAccount.Approve)).ToArray();
            var outcomes = await Task.WhenAll(all.Select((one, i) => Task.Run(() => ProveAsync(one.Handshake, proofs[i]), Cancellation)));
            foreach (var ((handshake, account), outcome) in all.Zip(outcomes))
            {
                var overtaken = handshake.Changes != _changes[handshake.Session];
                Overtaken += overtaken ? 1 : 0;
                if (outcome is not LoginOutcome.LoggedIn)
                {
                    continue;
                }

                // Of two at once that is the second of the same session too.
                Assert.False(overtaken, "A login went ahead on what the session was before another login or a logout.");
                _changes[handshake.Session]++;
                _loggedIn[handshake.Session] = account.Id;
                LoginsByPush += handshake.Push ? 1 : 0;
                LoginsByCode += handshake.Push ? 0 : 1;
            }
        }

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

    /// <summary>A handshake between M2 and M3.</summary>
    /// <param name="Session">The session it is for.</param>
    /// <param name="Changes">How often the session had changed at M1.</param>
    /// <param name="Push">Whether a push led to it.</param>
    /// <param name="Initiator">The phone.</param>
    /// <param name="Responder">The server.</param>
    /// <param name="Pending">What waits for the proof.</param>
    private sealed record Handshake(Hsid Session, int Changes, bool Push, Initiator Initiator, Responder Responder, IPendingProof Pending);
}
