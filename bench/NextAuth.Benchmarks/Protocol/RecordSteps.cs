using NextAuth.Protocol.Handshake;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>Records of 256 bytes on an open channel.</summary>
internal sealed class RecordSteps : IDisposable
{
    private const int MessageSize = 256;

    private readonly SecureChannel _phone;
    private readonly SecureChannel _server;
    private readonly byte[] _message = new byte[MessageSize];
    private readonly byte[] _record = new byte[MessageSize + SecureChannel.Overhead];

    public RecordSteps()
    {
        using var steps = new HandshakeSteps();
        (_phone, _server) = steps.Handshake();
    }

    /// <summary>In the other direction: a record that is sealed and never opened would leave a gap.</summary>
    public int Seal()
    {
        _server.Seal(_message, _record);
        return _record.Length;
    }

    public int SealAndOpen()
    {
        _phone.Seal(_message, _record);
        return _server.TryOpen(_record, _message, out var size, out _, out var error) ? size : throw new InvalidOperationException($"{error}");
    }

    public void Dispose()
    {
        _phone.Dispose();
        _server.Dispose();
    }
}
