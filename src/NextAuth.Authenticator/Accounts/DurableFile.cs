using System.Runtime.InteropServices;

namespace NextAuth.Authenticator.Accounts;

/// <summary>Files that are either the old or the new one after a crash, readable by their owner only.</summary>
internal static partial class DurableFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerDirectory);
        }
    }

    /// <summary>Writes a new file beside it, brings that to the disk, and puts it in place.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file and, as far as the disk allows, what it held.</summary>
    public static bool Remove(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        SyncDirectory(Path.GetDirectoryName(path)!);
        return true;
    }

    public static void Append(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, Options(FileMode.Append));
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Waits until no other process has the lock file; closing the stream gives it back.</summary>
    public static async Task<FileStream> LockAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = Options(FileMode.OpenOrCreate);
        options.Share = FileShare.None;
        options.Access = FileAccess.ReadWrite;
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return options;
    }

    // A rename is on the disk only when its directory is. .NET opens no directories, hence the calls; a file system that refuses loses nothing but this promise.
    private static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Open(path, flags: 0);
        if (directory >= 0)
        {
            _ = Sync(directory);
            _ = Close(directory);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
