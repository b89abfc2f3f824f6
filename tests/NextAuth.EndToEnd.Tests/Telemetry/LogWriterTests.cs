using System.Text;
using NextAuth.Host.Telemetry;

namespace NextAuth.EndToEnd.Tests.Telemetry;

/// <summary>The log's background writer: whatever was logged before the end is there, whole and in order.</summary>
public class LogWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_waits_for_all_that_was_logged_and_each_thread_finds_its_lines_in_order()
    {
        using var output = new SlowReader();
        using (var writer = new LogWriter(output))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() => WriteAll(writer, thread, 5_000), Cancellation)));
            _ = Task.Run(
                async () =>
                {
                    // So that the end comes first.
                    await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
                    output.Reading.Set();
                },
                Cancellation);
        }

        Assert.True(output.Reading.IsSet);

        var lines = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20_000, lines.Length);
        for (var thread = 0; thread < 4; thread++)
        {
            Assert.Equal(Enumerable.Range(0, 5_000).Select(line => Line(thread, line)), lines.Where(line => line.StartsWith($"{thread} ", StringComparison.Ordinal)));
        }

        Assert.InRange(output.Writes, 1, 1_000);
    }

    [Fact]
    public async Task Who_logs_faster_than_is_read_waits_and_loses_nothing()
    {
        using var output = new SlowReader();
        using (var writer = new LogWriter(output))
        {
            // Over two megabytes: one leaves, one is kept, and the rest has to wait.
            var logging = Task.Run(() => WriteAll(writer, 0, 100_000), Cancellation);
            Assert.NotSame(logging, await Task.WhenAny(logging, Task.Delay(TimeSpan.FromSeconds(1), Cancellation)));
            output.Reading.Set();
            await logging;
        }

        Assert.Equal(100_000, output.Text.Count(letter => letter == '\n'));
    }

    [Fact]
    public void What_is_logged_after_the_end_is_written_at_once()
    {
        using var output = new SlowReader();
        output.Reading.Set();
        var writer = new LogWriter(output);
        writer.Dispose();

        writer.Write(new StringBuilder("late\n"));

        Assert.Equal("late\n", output.Text);
    }

    [Fact]
    public void A_letter_of_two_halves_stays_one_wherever_the_text_is_cut()
    {
        using var output = new SlowReader();
        output.Reading.Set();
        using (var writer = new LogWriter(output))
        {
            // A builder of one character's room puts the second half into another chunk.
            writer.Write(new StringBuilder(1).Append('\ud83d').Append('\udd11').Append("é\n"));
        }

        Assert.Equal("\ud83d\udd11é\n", output.Text);
    }

    private static string Line(int thread, int line) => $"{thread} {line} somebody logged in";

    private static void WriteAll(LogWriter writer, int thread, int count)
    {
        for (var line = 0; line < count; line++)
        {
            writer.Write(new StringBuilder(Line(thread, line)).Append('\n'));
        }
    }

    /// <summary>A pipe that is read only when the test says so.</summary>
    private sealed class SlowReader : MemoryStream
    {
        public ManualResetEventSlim Reading { get; } = new();

        public int Writes { get; private set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Reading.Wait(Cancellation);
            Writes++;
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Reading.Dispose();
        }
    }
}
