namespace Shop;

/// <summary>Files and folders with secrets: only their owner may read them, from the first byte on.</summary>
internal static class PrivateFile
{
    public static void Write(string path, string content)
    {
        // Written beside and moved: a crash in between leaves no half file that the next start trips over.
        var draft = path + ".new";
        File.Delete(draft);
        using (var writer = new StreamWriter(draft, Options(FileMode.CreateNew)))
        {
            writer.Write(content);
        }

        File.Move(draft, path, overwrite: true);
    }

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public static FileStreamOptions Options(FileMode mode) => OperatingSystem.IsWindows()
        ? new() { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read }
        : new() { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
}
