using System.ComponentModel;
using System.Diagnostics;
using NextAuth.Protocol.Links;

namespace NextAuth.Authenticator.Cli;

/// <summary>Reads the link from a picture of a QR code, with <c>zbarimg</c>: a terminal has no camera, and we bring no picture decoder of our own.</summary>
internal static class PictureReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Reads; <see langword="null"/> after having said why not.</summary>
    public static async Task<string?> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        // A full path, so that no file name is taken for an option.
        var start = new ProcessStartInfo("zbarimg", ["-q", "--raw", Path.GetFullPath(path)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove(StoreAccess.PassphraseVariable);

        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            process = null;
        }

        if (process is null)
        {
            terminal.Fail($"Pictures are read by zbarimg, which is not installed (package zbar-tools): install it, or give the link itself.");
            return null;
        }

        using (process)
        {
            var text = await OutputAsync(process, cancellationToken);
            var link = text.Split('\n').FirstOrDefault(line => Link.TryParse(line, out _, out _));
            if (link is null)
            {
                terminal.Fail($"There is no nextAuth code in {path}: give a sharper picture, or the link itself.");
            }

            return link;
        }
    }

    private static async Task<string> OutputAsync(Process process, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var text = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await errors;
            await process.WaitForExitAsync(timeout.Token);
            return text;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            return "";
        }
    }
}
