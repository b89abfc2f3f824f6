using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Jobs;

/// <summary>Runs every <see cref="IJob"/> in a loop of its own, paced by timestamps and not by the clock on the wall, which may jump.</summary>
internal sealed class JobRunner(IEnumerable<IJob> jobs, TimeProvider time, ILogger<JobRunner> logger) : BackgroundService
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(jobs.Select(job => LoopAsync(job, stoppingToken)));

    private async Task LoopAsync(IJob job, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BackOff(job.Interval, failures), time, cancellationToken);
                await job.RunAsync(cancellationToken);
                if (failures > 0)
                {
                    logger.JobRecovered(job.Name);
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                // A full disk, or a fault of ours: the next run is a new chance, and stopping would stop all expiry.
                failures++;
                logger.JobFailed(failed, job.Name, failures);
            }
        }
    }

    private static TimeSpan BackOff(TimeSpan interval, int failures)
    {
        if (failures == 0)
        {
            return interval;
        }

        var delay = (interval > MinBackOff ? interval : MinBackOff) * Math.Pow(2, Math.Min(failures, 10));
        return delay < MaxBackOff ? delay : interval > MaxBackOff ? interval : MaxBackOff;
    }
}
