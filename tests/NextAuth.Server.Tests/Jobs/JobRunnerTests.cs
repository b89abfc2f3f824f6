using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NextAuth.Server.Jobs;

namespace NextAuth.Server.Tests.Jobs;

public class JobRunnerTests
{
    [Fact]
    public async Task A_job_that_fails_is_tried_again_later_and_stops_no_other()
    {
        var time = new FakeTimeProvider();
        var (failing, other) = (new CountingJob(failures: 3), new CountingJob(failures: 0));
        using var runner = new JobRunner([failing, other], time, NullLogger<JobRunner>.Instance);
        await runner.StartAsync(TestContext.Current.CancellationToken);

        await RunAsync(time, TimeSpan.FromSeconds(2.5));
        Assert.Equal(1, failing.Runs);
        Assert.Equal(2, other.Runs);

        // Twice, four times, eight times the interval; then at its own pace again.
        await RunAsync(time, TimeSpan.FromSeconds(16));
        Assert.InRange(failing.Runs, 6, 7);
        Assert.InRange(other.Runs, 15, 18);
        await runner.StopAsync(TestContext.Current.CancellationToken);
    }

    // In small steps, letting the loops run between: a timer set during a step must not be jumped over.
    private static async Task RunAsync(FakeTimeProvider time, TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += TimeSpan.FromMilliseconds(100))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private sealed class CountingJob(int failures) : IJob
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public string Name => "counting";

        public TimeSpan Interval => TimeSpan.FromSeconds(1);

        public Task RunAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _runs) <= failures ? throw new StorageUnavailableException("The disk is full.", null) : Task.CompletedTask;
    }
}
