using System.Diagnostics.CodeAnalysis;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Storage;

/// <summary>The folder of the database and the master key, held by this process alone: two writers on one database would lose each other's logins.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<FileStream> _locks = [];

    private DataDirectory()
    {
    }

    /// <summary>Makes the folder when it is missing and takes its lock, and that of a database elsewhere. The locks end with the process, however it ends.</summary>
    public static bool TryOpen(HostSettings settings, [NotNullWhen(true)] out DataDirectory? directory, [NotNullWhen(false)] out DirectoryRefusal? refusal)
    {
        directory = null;
        var opened = new DataDirectory();

        // A database in memory with a given or throw-away key touches no file.
        if (settings.Database.Path is not { } database)
        {
            (directory, refusal) = (opened, null);
            return true;
        }

        // Both: the database may lie in another process's data directory, and the data directory beside another's database.
        refusal = opened.Lock(settings.DataDirectory, "lock", "NextAuth:DataDirectory")
            ?? opened.Lock(Path.GetDirectoryName(database)!, Path.GetFileName(database) + ".lock", "NextAuth:DatabaseUri");
        if (refusal is not null)
        {
            opened.Dispose();
            return false;
        }

        directory = opened;
        return true;
    }

    // The files stay: deleting a lock file lets a third process lock a new one while a second still waits on the old.
    public void Dispose() => _locks.ForEach(static held => held.Dispose());

    private DirectoryRefusal? Lock(string folder, string name, string setting)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, OwnerOnly);
            }

            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerReadsAndWrites;
            }

            _locks.Add(new FileStream(Path.Combine(folder, name), options));
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return new($"{EnvironmentNames.Describe(setting)}: {OneLine.Of(folder)} cannot be written; must be a folder that this user may write", IsInUse: false);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, name)))
        {
            return new($"{EnvironmentNames.Describe(setting)}: {OneLine.Of(folder)} is in use by another process; must be a folder of this process alone", IsInUse: true);
        }
        catch (IOException error)
        {
            return new($"{EnvironmentNames.Describe(setting)}: {OneLine.Of(folder)} cannot be used ({OneLine.Of(error.Message)}); must be a folder that this user may write", IsInUse: false);
        }
    }
}

/// <summary>Why the folder cannot be had.</summary>
/// <param name="Line">In one line, with what would be right.</param>
/// <param name="IsInUse">Whether another process holds it.</param>
internal sealed record DirectoryRefusal(string Line, bool IsInUse);
