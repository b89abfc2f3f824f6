using NextAuth.Protocol.Messages;
using NextAuth.Server.Sessions;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Jobs;

public class ClockJumpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_logs_out_no_phone_that_answers(int hours)
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync(6);
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var phone = await account.ScanAsync(session);
        Assert.NotNull((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);

        time.Jump(TimeSpan.FromHours(hours));

        var answering = time.GetTimestamp();
        while (time.GetElapsedTime(answering) < TimeSpan.FromSeconds(9))
        {
            Assert.IsType<Ping>((await phone.ReceiveAsync()).Message);
            await phone.SendAsync(new Pong());
        }

        Assert.True(await live.IsLoggedInAsync(server, session));
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public void A_leap_is_believed_after_the_grace_and_a_step_back_at_once()
    {
        var time = new StandingTime();
        var clock = new SteadyClock(time);
        var start = clock.Now;

        time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(start.AddMinutes(5), clock.Now);
        Assert.Equal(TimeSpan.Zero, clock.Lead);

        time.Wall += TimeSpan.FromHours(3);
        Assert.Equal(start.AddMinutes(5), clock.Now);
        Assert.Equal(TimeSpan.FromHours(3), clock.Lead);
        time.Pass(SteadyClock.Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(start.AddMinutes(7).AddSeconds(-1), clock.Now);
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(time.Wall, clock.Now);
        Assert.Equal(TimeSpan.Zero, clock.Lead);

        time.Wall -= TimeSpan.FromHours(1);
        Assert.Equal(time.Wall, clock.Now);
        time.Wall += TimeSpan.FromSeconds(1);
        Assert.Equal(time.Wall, clock.Now);
    }

    private sealed class StandingTime : TimeProvider
    {
        private long _stamp;

        public DateTimeOffset Wall { get; set; } = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan duration)
        {
            Wall += duration;
            _stamp += duration.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _stamp;
    }
}
