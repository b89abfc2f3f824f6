using System.Diagnostics;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> otherwise, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, otherwise());
            await Task.Delay(20, cancellationToken);
        }
    }
}
