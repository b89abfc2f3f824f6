using System.Runtime.InteropServices;
using NextAuth.Authenticator.Cli;

// Ctrl-C must not end the process: a person being asked thereby declines, and the server is told so first.
using var interrupt = new CancellationTokenSource();
using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupted);
using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupted);
return await PhoneCommandLine.RunAsync(args, Terminal.OfConsole(), interrupt.Token);

void Interrupted(PosixSignalContext context)
{
    // The second time, the person means it.
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
