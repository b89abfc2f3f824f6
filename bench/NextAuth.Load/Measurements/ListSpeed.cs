using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol;

namespace NextAuth.Load.Measurements;

/// <summary>Lists of a million users and 1.2 million accounts, one request after the other.</summary>
internal sealed class ListSpeed(ServerProcess process, ServerId server, SpeedReport report) : IDisposable
{
    private const int Repeats = 100;

    // A new server compiles what it has found to be used often: of the very first list the slowest page took 33 to 57 ms, and takes 4 where 200 came before.
    private const int WarmUp = 200;
    private const int MostCities = 30;
    private const double FirstPage = 50;
    private const double FarPage = 300;

    private static readonly (string Path, long Total)[] FirstPages =
    [
        ("users/", LargeServer.Users),
        ("users/?sort=userid", LargeServer.Users),
        ("users/?sort=userid:desc", LargeServer.Users),
        ("users/?sort=lastlogin:desc", LargeServer.Users),
        ("users/?sort=numberaccounts:desc,userid", LargeServer.Users),
        ("users/?sort=numberaccounts:desc,lastlogin:desc,userid", LargeServer.Users),
        ("users/?filter=city=city 7", LargeServer.Users / LargeServer.Cities),
        ("users/?filter=city=city 7&sort=lastlogin:desc", LargeServer.Users / LargeServer.Cities),
        ("users/?filter=city=in:city 7,city 8,city 9&sort=numberaccounts", 3 * LargeServer.Users / LargeServer.Cities),
        ("users/?filter=vip=true&sort=lastlogin:desc", LargeServer.Users / LargeServer.RareEvery),
        ("users/?filter=city=city 0&filter=vip=true&sort=lastlogin", LargeServer.Users / LargeServer.RareEvery),
        ("accounts/", LargeServer.Accounts),
        ("accounts/?sort=lastlogin:desc", LargeServer.Accounts),
        ("accounts/?sort=lastprovoke:desc", LargeServer.Accounts),
        ("accounts/?sort=clientVersion", LargeServer.Accounts),
        ("accounts/?sort=clientVersion:desc", LargeServer.Accounts),
        ("accounts/?sort=description,created:desc", LargeServer.Accounts),
        ("accounts/?sort=blocked,created", LargeServer.Accounts),
        ("accounts/?sort=blocked,userid,lastlogin:desc", LargeServer.Accounts),
        ("accounts/?filter=city=city 7&sort=blocked,created", LargeServer.Accounts / LargeServer.Cities),
        ("accounts/?filter=city=city 7", LargeServer.Accounts / LargeServer.Cities),
        ("accounts/?filter=city=city 7&sort=lastlogin:desc", LargeServer.Accounts / LargeServer.Cities),
        ("accounts/?filter=vip=true&sort=created:desc", LargeServer.Accounts / LargeServer.RareEvery),
        ("accounts/?filter=city=city 0&filter=vip=true&sort=lastlogin:desc", LargeServer.Accounts / LargeServer.RareEvery),
    ];

    // Looks at every user's name, and says how many there are.
    private static readonly (string Path, long Total)[] Searches = [("users/?search=user-00123", 100)];

    private static readonly (string Path, long Total)[] FarPages =
    [
        ("users/?marker=500000", LargeServer.Users),
        ("users/?marker=500000&sort=lastlogin:desc", LargeServer.Users),
        ("accounts/?marker=500000", LargeServer.Accounts),
        ("accounts/?marker=500000&sort=lastlogin:desc", LargeServer.Accounts),
        ("accounts/?marker=500000&sort=description", LargeServer.Accounts),
    ];

    // More users than the offset.
    private static readonly string Most = string.Join(',', Enumerable.Range(0, MostCities).Select(static city => $"city {city}"));

    private static readonly (string Path, long Total)[] FirstPagesOfMost =
    [
        ($"users/?filter=city=in:{Most}", MostCities * LargeServer.Users / LargeServer.Cities),
        ($"users/?filter=city=in:{Most}&sort=lastlogin:desc", MostCities * LargeServer.Users / LargeServer.Cities),
        ($"accounts/?filter=city=in:{Most}&sort=created", MostCities * LargeServer.Accounts / LargeServer.Cities),
    ];

    private static readonly (string Path, long Total)[] FilteredFarPages =
    [
        ($"users/?filter=city=in:{Most}&marker=500000", MostCities * LargeServer.Users / LargeServer.Cities),
        ($"users/?filter=city=in:{Most}&marker=500000&sort=lastlogin:desc", MostCities * LargeServer.Users / LargeServer.Cities),
        ($"accounts/?filter=city=in:{Most}&marker=500000&sort=created", MostCities * LargeServer.Accounts / LargeServer.Cities),
    ];

    // Those who fit stand at the very end of the order.
    private static readonly (string Path, long Total)[] LastOnes = [("users/?filter=fresh=true&sort=lastlogin:desc", LargeServer.Users / LargeServer.FreshEvery)];

    private readonly HttpClient _http = new() { BaseAddress = new($"http://{process.Address}/servers/{server}/"), Timeout = TimeSpan.FromSeconds(60) };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _http.DefaultRequestHeaders.Add("X-apikey", process.ApiKey);
        await ReportNewAsync(cancellationToken);
        await ReportAsync("first page of a list", FirstPages, FirstPage, cancellationToken);
        await ReportAsync("first page of a filter that 600,000 users fit", FirstPagesOfMost, FirstPage, cancellationToken);
        await ReportAsync("page at offset 500,000", FarPages, FarPage, cancellationToken);
        await ReportAsync("filtered page at offset 500,000", FilteredFarPages, FarPage, cancellationToken);
        await ReportAsync("page of users at the end of an order", LastOnes, FarPage, cancellationToken);
        await ReportAsync("search in a list", Searches, null, cancellationToken);
        report.Note(
            $"Lists: {LargeServer.Users:N0} users, {LargeServer.Accounts:N0} accounts, an attribute with {LargeServer.Cities} values at each user and one at every {LargeServer.RareEvery:N0}th; " +
            $"100 a page, one request after the other over one connection, {Repeats} of each after two to warm up, and {WarmUp} of the plain one before all, every answer's totalnumber checked. The table has the slowest question.");
    }

    public void Dispose() => _http.Dispose();

    // Nothing is demanded of it, and it is not hidden either.
    private async Task ReportNewAsync(CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; i < WarmUp; i++)
        {
            times.Add(await AskAsync("users/", LargeServer.Users, cancellationToken));
        }

        times.Sort();
        report.Add(new(
            $"first {WarmUp} pages of a server that has just started",
            $"p50 {Figures.Milliseconds(Figures.Percentile(times, 0.5))}, p99 {Figures.Milliseconds(Figures.Percentile(times, 0.99))}", "", "", "", null));
    }

    private async Task ReportAsync(string what, (string Path, long Total)[] questions, double? demanded, CancellationToken cancellationToken)
    {
        var all = new List<(string Path, double P50, double P99)>();
        foreach (var (path, total) in questions)
        {
            for (var i = 0; i < 2; i++)
            {
                await AskAsync(path, total, cancellationToken);
            }

            var times = new List<double>();
            for (var i = 0; i < Repeats; i++)
            {
                times.Add(await AskAsync(path, total, cancellationToken));
            }

            times.Sort();
            all.Add((path, Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99)));
        }

        var slowest = all.MaxBy(question => question.P99);
        report.Add(new(
            $"{what}, slowest of {questions.Length}", $"p50 {Figures.Milliseconds(slowest.P50)}, p99 {Figures.Milliseconds(slowest.P99)}", "", "",
            demanded is { } most ? $"p99 {Figures.Milliseconds(most)}" : "", demanded is null ? null : slowest.P99 < demanded));
        report.Note($"{what}, p50 and p99 in ms: {string.Join("; ", all.Select(question => string.Create(CultureInfo.InvariantCulture, $"`{question.Path}` {question.P50:F1}, {question.P99:F1}")))}.");
    }

    private async Task<double> AskAsync(string path, long total, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await _http.GetAsync(path.Replace(" ", "%20", StringComparison.Ordinal), cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var list = answer.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new WrongAnswerException($"{path} was answered {(int)answer.StatusCode}: {body}");
        var items = (list["users"] ?? list["accounts"])!.AsArray().Count;
        if ((long)list["totalnumber"]! != total || items != Math.Min(100, total))
        {
            throw new WrongAnswerException($"{path} has {items} of {list["totalnumber"]}, not of {total}.");
        }

        return time;
    }
}
