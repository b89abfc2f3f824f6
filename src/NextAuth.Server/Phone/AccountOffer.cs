using System.Buffers.Text;
using System.Security.Cryptography;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;

namespace NextAuth.Server.Phone;

/// <summary>The keys of a phone that has scanned a move code, and proven them.</summary>
/// <param name="AuthenticationKey">65 bytes.</param>
/// <param name="TransactionKey">65 bytes.</param>
/// <param name="SealedPushKey">Of the new phone's channel, sealed.</param>
/// <param name="Device">What the phone is called.</param>
/// <param name="ClientVersion">Its program.</param>
internal sealed record MoveTaker(byte[] AuthenticationKey, byte[] TransactionKey, byte[] SealedPushKey, string? Device, string? ClientVersion);

/// <summary>How far a move is. Only forwards.</summary>
internal enum MoveStage
{
    Offered,
    Taken,
    Waiting,
    Revealed,
    Confirmed,
    Approving,
    Ended,
}

/// <summary>One account on its way from the phone of one connection to that of another (docs/protocol/move.md). Thread-safe: both connections' loops act on it.</summary>
internal sealed class AccountOffer(PhoneChannel old, byte[] commitment, DateTimeOffset expires)
{
    private readonly Lock _state = new();
    private MoveStage _stage = MoveStage.Offered;
    private PhoneChannel? _new;

    /// <summary>The channel of the phone that has the account.</summary>
    public PhoneChannel Old => old;

    /// <summary>The token of the code, 16 bytes.</summary>
    public byte[] Token { get; } = RandomNumberGenerator.GetBytes(EnrolContext.TokenSize);

    public DateTimeOffset Expires => expires;

    /// <summary>Whose keys the account may get; there from <see cref="MoveStage.Taken"/> on.</summary>
    public MoveTaker? Taker { get; private set; }

    public void Announce() => old.Send(new MoveOffer { Token = Base64Url.EncodeToString(Token), Expires = expires.ToUnixTimeSeconds() });

    /// <summary>Takes the offer, once: of many phones one.</summary>
    public bool TryTake(MoveTaker taker)
    {
        lock (_state)
        {
            if (_stage is not MoveStage.Offered)
            {
                return false;
            }

            (Taker, _stage) = (taker, MoveStage.Taken);
            return true;
        }
    }

    /// <summary>The taker's channel is open, its first record sent: the old phone may hear of it.</summary>
    public void Attach(PhoneChannel channel)
    {
        lock (_state)
        {
            if (_stage is not MoveStage.Taken)
            {
                channel.Send(new MoveEnded());
                channel.Connection.Close(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);
                return;
            }

            (_new, _stage) = (channel, MoveStage.Waiting);
            old.Send(new MoveRequest
            {
                AuthenticationKey = Base64Url.EncodeToString(Taker!.AuthenticationKey),
                TransactionKey = Base64Url.EncodeToString(Taker.TransactionKey),
                Device = Taker.Device,
            });
        }
    }

    /// <summary>Passes the nonce on, if it is the one of the commitment.</summary>
    /// <returns>Why not; <see langword="null"/>: done.</returns>
    public string? Reveal(ReadOnlySpan<byte> nonce)
    {
        lock (_state)
        {
            if (_stage is not MoveStage.Waiting)
            {
                return MoveReasons.Refused;
            }

            if (!AccountMove.IsCommitted(commitment, nonce))
            {
                return MoveReasons.Invalid;
            }

            _stage = MoveStage.Revealed;
            _new!.Send(new MoveNonce { Nonce = Base64Url.EncodeToString(nonce) });
            return null;
        }
    }

    /// <summary>The person has confirmed on the new phone.</summary>
    public bool TryConfirm()
    {
        lock (_state)
        {
            if (_stage is not MoveStage.Revealed)
            {
                return false;
            }

            _stage = MoveStage.Confirmed;
            old.Send(new MoveConfirmed());
            return true;
        }
    }

    /// <summary>The old phone wants it done, and both persons have confirmed. Once.</summary>
    public bool TryApprove()
    {
        lock (_state)
        {
            if (_stage is not MoveStage.Confirmed)
            {
                return false;
            }

            _stage = MoveStage.Approving;
            return true;
        }
    }

    /// <summary>The account has moved.</summary>
    public void Complete() => End(new Moved { AccountId = old.Account }, evenApproving: true);

    /// <summary>It was approved, and the store did not take it.</summary>
    public void Fail() => End(new MoveEnded(), evenApproving: true);

    /// <summary>Keeps the new phone's connection open while the person compares: proxies close silent ones.</summary>
    public void Ping(TimeSpan interval)
    {
        lock (_state)
        {
            if (_new is { } channel && channel.SincePing >= interval)
            {
                channel.Ping();
            }
        }
    }

    /// <summary>Called off or too late, unless it is being done.</summary>
    /// <returns>Whether it has ended by this call.</returns>
    public bool CallOff() => End(new MoveEnded(), evenApproving: false);

    private bool End(ServerMessage last, bool evenApproving)
    {
        lock (_state)
        {
            if (_stage is MoveStage.Ended || (_stage is MoveStage.Approving && !evenApproving))
            {
                return false;
            }

            _stage = MoveStage.Ended;
            _new?.Send(last);
            _new?.Connection.Close(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);
            return true;
        }
    }
}

/// <summary>Reasons of an answer (docs/protocol/move.md, section 6).</summary>
internal static class MoveReasons
{
    public const string Invalid = "invalid";
    public const string Refused = "refused";
}
