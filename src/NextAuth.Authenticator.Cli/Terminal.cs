using System.Globalization;
using System.Text;
using NextAuth.Protocol.Transactions;
using NextAuth.Protocol.VisualHash;

namespace NextAuth.Authenticator.Cli;

/// <summary>The person's terminal.</summary>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error, bool isInteractive)
{
    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Gets whether somebody can be asked for a passphrase without echo.</summary>
    public bool IsInteractive { get; } = isInteractive;

    public static Terminal OfConsole() => new(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected);

    /// <summary>
    /// Writes a line. Every piece put into it is cleaned: what a server, a site or a stored file says must not move the cursor, clear the screen or rewrite the
    /// question (terminal injection by escape sequences), nor show other letters than it has (bidirectional and zero-width characters).
    /// </summary>
    public void Line(FormattableString text) => Write(Output, text);

    /// <summary>
    /// Writes a text as it is, whole. Only for texts of a transaction: what is signed is what is shown, so nothing may be dropped or cut, and what could harm a terminal is
    /// refused before (docs/protocol/transactions.md, section 2). Checked again, for this is the last gate.
    /// </summary>
    public void Exactly(string label, string text)
    {
        if (!TransactionText.IsAllowed(text, int.MaxValue))
        {
            throw new ArgumentException("This is no text of a transaction.", nameof(text));
        }

        Output.WriteLine(label + text);
        Output.Flush();
    }

    /// <summary>Draws the picture of a server's identity, in colours; a pipe gets none of their escape sequences, nor the picture.</summary>
    public void Picture(ServerPicture picture)
    {
        if (!IsInteractive || Console.IsOutputRedirected)
        {
            return;
        }

        for (var row = 0; row < ServerPicture.Cells; row++)
        {
            var line = new StringBuilder("    ");
            for (var column = 0; column < ServerPicture.Cells; column++)
            {
                // Two characters are about as wide as one is high.
                var colour = picture.Colours[picture.ColourAt(column, row)];
                line.Append(CultureInfo.InvariantCulture, $"\e[48;2;{colour.Red};{colour.Green};{colour.Blue}m  ");
            }

            Output.WriteLine(line.Append("\e[0m"));
        }

        Output.Flush();
    }

    /// <summary>Writes a line about a failure.</summary>
    public void Fail(FormattableString text) => Write(Error, text);

    /// <summary>Asks, and reads a line; <see langword="null"/> at the end of the input.</summary>
    public async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        await Output.WriteAsync(question.AsMemory(), cancellationToken);
        await Output.FlushAsync(cancellationToken);

        // The console cannot be read with a token: the read is left behind, and the process ends soon after.
        return await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>Asks for a secret, without showing it.</summary>
    public string AskSecret(string question)
    {
        Output.Write(question);
        var secret = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace)
            {
                secret.Length = Math.Max(secret.Length - 1, 0);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.Append(key.KeyChar);
            }
        }

        Output.WriteLine();
        return secret.ToString();
    }

    private static void Write(TextWriter writer, FormattableString text)
    {
        writer.WriteLine(text.ToString(CleanFormat.Instance));
        writer.Flush();
    }
}
