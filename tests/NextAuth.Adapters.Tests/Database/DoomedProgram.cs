using System.Diagnostics;
using System.Runtime.CompilerServices;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>This very test program, started again to be killed: what it was told to do it does until then.</summary>
internal static class DoomedProgram
{
    private const string Job = "NEXTAUTH_TEST_DOOMED_TASK";
    private const string Place = "NEXTAUTH_TEST_DOOMED_PLACE";

    /// <summary>Stands before each number, to tell it from what the test runner prints.</summary>
    public const string Mark = "done ";

    public static Process Start(string job, string place)
    {
        // Where a file may not grow any more, it hears of it by the error, as from a full disk, and not by a signal.
        string[] command = ["dotnet", "exec", typeof(DoomedProgram).Assembly.Location, "--help"];
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(command[0], command[1..]) : new("/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", .. command]);
        start.RedirectStandardOutput = true;
        start.Environment[Job] = job;
        start.Environment[Place] = place;
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // The entry point belongs to the test runner; a module initializer is the only way in before it.
    [ModuleInitializer]
    public static void Run()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Place) is { } place)
        {
            // On a thread of its own: until this method returns, no other thread may enter the module. The runner prints its help and waits for the thread.
            var job = Environment.GetEnvironmentVariable(Job);
            new Thread(() => (job switch { "write" => WriteAsync(place), "tell" => TellAsync(place), _ => MigrateAsync(place) }).GetAwaiter().GetResult()).Start();
        }
    }

    /// <summary>Says each number after its write was answered.</summary>
    private static async Task WriteAsync(string file)
    {
        var database = new SqlDatabase(TestUri.File(file), TimeProvider.System);
        await database.InitializeAsync(null, CancellationToken.None);
        var number = Environment.ProcessId << 16;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var mine = Interlocked.Increment(ref number);
                await database.WriteAsync(scope => Rows.Add(scope, mine), CancellationToken.None);
                Console.WriteLine(Mark + mine);
            }
        })));
    }

    /// <summary>Says after each write how many errors the database has told so far, until it tells one.</summary>
    private static async Task TellAsync(string file)
    {
        var database = new SqlDatabase(TestUri.File(file), TimeProvider.System);
        await database.InitializeAsync(null, CancellationToken.None);
        for (var (number, told) = (1, 0); told == 0; number++)
        {
            var mine = number;
            await database.WriteAsync(scope => Rows.Add(scope, mine, sizeInBytes: 40_000), CancellationToken.None);
            told = (await database.CheckAsync(CancellationToken.None)) is { IsWritable: true, LastError: not null } ? 1 : 0;
            Console.WriteLine(Mark + told);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes one new database after another.</summary>
    private static async Task MigrateAsync(string directory)
    {
        for (var i = 0; ; i++)
        {
            await using var database = new SqlDatabase(TestUri.File(Path.Combine(directory, $"{i}.db")), TimeProvider.System);
            Console.WriteLine(Mark + i);
            await database.InitializeAsync(null, CancellationToken.None);
        }
    }
}
