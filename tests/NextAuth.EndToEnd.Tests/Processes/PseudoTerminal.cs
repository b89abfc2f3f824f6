using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>A terminal without a screen (pty(7)), for programs that show more to a person than to a pipe. Of Linux.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private const int ReadWriteWithoutControl = 0x102;

    private readonly StringBuilder _shown = new();
    private readonly FileStream _ours;
    private readonly Task _reading;

    public PseudoTerminal()
    {
        var handle = new SafeFileHandle(posix_openpt(ReadWriteWithoutControl), ownsHandle: true);
        var name = new byte[64];
        if (handle.IsInvalid || grantpt(handle) != 0 || unlockpt(handle) != 0 || ptsname_r(handle, name, name.Length) != 0)
        {
            throw new Win32Exception();
        }

        Path = Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));
        _ours = new(handle, FileAccess.ReadWrite, bufferSize: 0);
        _reading = Task.Run(Read);
    }

    /// <summary>The device that a program opens.</summary>
    public string Path { get; }

    /// <summary>All that was written to it.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
            {
                return _shown.ToString();
            }
        }
    }

    /// <summary>Starts a program on it.</summary>
    public RunningProgram Start(string program, string directory, IEnumerable<string> arguments) => RunningProgram.Start(
        "/bin/sh", directory, ["-c", "exec \"$0\" \"$@\" <\"$TERMINAL\" >\"$TERMINAL\" 2>&1", program, .. arguments], new Dictionary<string, string> { ["TERMINAL"] = Path, ["TERM"] = "xterm-256color" });

    /// <summary>Types a line.</summary>
    public void Type(string line) => _ours.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Waits until it shows something.</summary>
    public Task ShowsAsync(string text, CancellationToken cancellationToken) => Eventually.TrueAsync(
        () => Task.FromResult(Shown.Contains(text, StringComparison.Ordinal)), () => $"\"{text}\" is not shown, but:\n{Shown}", cancellationToken);

    /// <summary>Ends it, when no program is on it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reading.WaitAsync(TimeSpan.FromSeconds(10));
        await _ours.DisposeAsync();
    }

    private void Read()
    {
        var bytes = new byte[4096];
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[4096];
        var hasBegun = false;
        while (true)
        {
            try
            {
                var read = _ours.Read(bytes);
                lock (_shown)
                {
                    _shown.Append(text, 0, decoder.GetChars(bytes, 0, read, text, 0));
                }

                hasBegun |= read > 0;
            }
            catch (IOException) when (!hasBegun)
            {
                // Nobody has opened it yet.
                Thread.Sleep(10);
            }
            catch (IOException)
            {
                // Nobody has it open any more.
                return;
            }
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(SafeFileHandle terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(SafeFileHandle terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int ptsname_r(SafeFileHandle terminal, byte[] name, nint size);
}
