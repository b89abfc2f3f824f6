using NextAuth.Server;

namespace NextAuth.Host.Lifetime;

/// <summary>Lets handshakes finish and closes the sockets before the web server stops, which would otherwise wait for them in vain.</summary>
internal sealed class SocketDrain(Shutdown shutdown) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => shutdown.DrainAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
