using Microsoft.Extensions.Time.Testing;

namespace NextAuth.Server.Tests.Jobs;

/// <summary>Time that only the test moves, in steps. Each step ends when all that it has woken has done its work and sleeps again, however slow the machine is.</summary>
public sealed class SteppingTime() : FakeTimeProvider(System.GetUtcNow())
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _sleeping;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Interlocked.Increment(ref _sleeping);
        return timer;
    }

    /// <summary>Waits until this many loops sleep.</summary>
    public async Task UntilAsync(int sleeping)
    {
        var begun = System.GetTimestamp();
        while (Volatile.Read(ref _sleeping) != sleeping)
        {
            Assert.True(System.GetElapsedTime(begun) < Patience, $"{_sleeping} sleep, not {sleeping}.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves on.</summary>
    public async Task StepAsync(TimeSpan duration)
    {
        var sleeping = Volatile.Read(ref _sleeping);
        Advance(duration);
        await UntilAsync(sleeping);
    }

    // A delay lets go of its timer when it is over, before what waited for it goes on.
    private sealed class CountedTimer(SteppingTime time, ITimer timer) : ITimer
    {
        private int _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                timer.Dispose();
                Interlocked.Decrement(ref time._sleeping);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
