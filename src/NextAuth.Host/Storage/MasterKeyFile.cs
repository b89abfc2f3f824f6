using System.Diagnostics.CodeAnalysis;
using System.Text;
using NextAuth.Host.Settings;
using NextAuth.Server.Secrets;

namespace NextAuth.Host.Storage;

/// <summary>The master key in the data directory: base64 in a file of mode 0600.</summary>
/// <param name="folder">The data directory.</param>
internal sealed class MasterKeyFile(string folder)
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path = Path.Combine(folder, "master.key");

    public bool Exists => File.Exists(_path);

    /// <summary>Whether others than its owner may read it.</summary>
    public bool IsOpenToOthers => !OperatingSystem.IsWindows() && Exists && (File.GetUnixFileMode(_path) & ~(OwnerReadsAndWrites | UnixFileMode.UserExecute)) != 0;

    public override string ToString() => _path;

    public bool TryRead([NotNullWhen(true)] out byte[]? key, [NotNullWhen(false)] out string? refusal)
    {
        key = Read();
        refusal = key is null
            ? $"{OneLine.Of(_path)}: must be readable by this user and hold base64 of {SecretBox.KeySize} bytes; restore it from the backup, or delete it when this is the first start"
            : null;
        return key is not null;
    }

    /// <summary>Keeps a new key. Never overwrites: a key that is lost takes all identity keys along.</summary>
    public void Create(ReadOnlySpan<byte> key)
    {
        // Created exclusively, so that a link somebody put there is refused, and with its mode from the start, so that nobody can open it in between.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerReadsAndWrites;
        }

        using var file = new FileStream(_path, options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));

        // On the disk before anything is sealed with it.
        file.Flush(flushToDisk: true);
    }

    private byte[]? Read()
    {
        try
        {
            var key = new byte[SecretBox.KeySize];
            return Convert.TryFromBase64String(File.ReadAllText(_path).Trim(), key, out var size) && size == SecretBox.KeySize ? key : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
