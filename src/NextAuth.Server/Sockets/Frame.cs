using System.Buffers;

namespace NextAuth.Server.Sockets;

/// <summary>A received message in a buffer of the shared pool: dispose it once.</summary>
internal readonly struct Frame(FrameKind kind, byte[] buffer, int length) : IDisposable
{
    public FrameKind Kind { get; } = kind;

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
