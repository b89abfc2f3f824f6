using System.Diagnostics;
using System.Security.Cryptography;

namespace NextAuth.Load.Floors;

/// <summary>
/// Keeps the driver's core as busy as it was during the logins, with what phones compute. Cores share more than one would like (caches, power,
/// often the execution units), so a floor timed beside an idle core would be another machine's floor.
/// </summary>
internal sealed class SiblingLoad : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    private readonly Thread _thread;
    private volatile bool _stop;

    public SiblingLoad(double share)
    {
        _thread = new(() => Work(Math.Clamp(share, 0, 1))) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Work(double share)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var peer = own.ExportParameters(includePrivateParameters: false);
        var hash = new byte[32];
        while (!_stop)
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < Slice * share)
            {
                using var imported = ECDiffieHellman.Create(peer);
                own.DeriveRawSecretAgreement(imported.PublicKey);
                identity.VerifyHash(hash, identity.SignHash(hash));
            }

            var rest = Slice - Stopwatch.GetElapsedTime(started);
            if (rest > TimeSpan.Zero)
            {
                Thread.Sleep(rest);
            }
        }
    }
}
