using Microsoft.Extensions.Hosting;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Push.Wake;

/// <summary>Runs <see cref="WakeUps"/> from before the first request on.</summary>
internal sealed class WakeUpRunner(WakeUps wakeUps, VapidKey key) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await key.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => wakeUps.RunAsync(stoppingToken);
}
