using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Commands;

/// <summary>How the program was called, and where it answers.</summary>
/// <param name="Settings">The arguments that are settings, wherever they stood.</param>
/// <param name="Arguments">All others: the command and what it takes.</param>
/// <param name="Output">For data.</param>
/// <param name="Errors">For the one line that says why not.</param>
internal sealed record CommandCall(IReadOnlyList<string> Settings, IReadOnlyList<string> Arguments, TextWriter Output, TextWriter Errors)
{
    public static CommandCall Of(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        var (settings, others) = CommandLine.Split(args);
        return new(settings, others, output, errors);
    }

    /// <summary>Writes a line. Whatever was typed or stored goes through <see cref="OneLine"/> first.</summary>
    public void Line(string line) => Output.WriteLine(line);

    /// <summary>Called wrongly: a setting or an argument.</summary>
    /// <returns>The exit code.</returns>
    public int Refuse(string line) => Say(line, ExitCodes.WrongSetting);

    /// <summary>Called rightly, and yet it is not done.</summary>
    /// <returns>The exit code.</returns>
    public int Fail(string line) => Say(line, ExitCodes.Failed);

    private int Say(string line, int code)
    {
        Errors.WriteLine($"nextauth: {line}");
        return code;
    }
}
