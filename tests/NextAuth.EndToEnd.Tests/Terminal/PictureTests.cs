using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Terminal;

/// <summary>The visual hash as a person sees it on a terminal: the pixels of docs/protocol/visual-hash.md, drawn here by that page and held against its vectors.</summary>
public sealed partial class PictureTests
{
    private const int Cells = 9;

    private static readonly string[] Hues = ["c62828", "d84315", "a86a00", "827717", "558b2f", "2e7d32", "00838f", "0277bd", "1565c0", "4527a0", "6a1b9a", "ad1457"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_picture_expected_here_is_that_of_the_vectors()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol", "vectors", "visual-hash.json")));

        Assert.All(vectors.RootElement.GetProperty("pictures").EnumerateArray(), picture =>
        {
            var colours = picture.GetProperty("colours").EnumerateArray().Select(colour => colour.GetString()!).ToList();
            Assert.Equal(
                picture.GetProperty("rows").EnumerateArray().Select(row => string.Join(' ', row.GetString()!.Select(index => colours[index - '0']))),
                Draw(Convert.FromHexString(picture.GetProperty("serverKey").GetString()!)));
        });
    }

    [Fact]
    public async Task Before_an_account_is_made_a_terminal_shows_the_picture_of_the_servers_key()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Terminals without a screen are made the way of Linux.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        var (link, key) = await MakeServerAsync(host);
        var store = Directory.CreateTempSubdirectory("nextauth-phone-");
        try
        {
            await using var terminal = new PseudoTerminal();
            await using var phone = terminal.Start(Repository.Phone, store.FullName, ["scan", link, "--insecure-store", "--store", store.FullName]);
            await terminal.ShowsAsync("Make it? [y/N]", Cancellation);

            var shown = Row().Matches(terminal.Shown).Select(row => string.Join(' ', row.Groups["cell"].Captures.Select(cell => Hex(cell.Value)))).ToList();

            Assert.Equal(Draw(key), shown);
            terminal.Type("y");
            Assert.True(await phone.WaitAsync(Cancellation) == 0, terminal.Shown);
        }
        finally
        {
            store.Delete(recursive: true);
        }
    }

    private static async Task<(string Link, byte[] Key)> MakeServerAsync(HostProcess host)
    {
        using var http = new HttpClient { BaseAddress = host.Url, DefaultRequestHeaders = { { "X-apikey", host.RootKey }, { "X-nonce", "n" } } };
        using var made = await http.PostAsJsonAsync("/servers/", new { serverName = "Picture" }, Cancellation);
        var server = await made.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var link = await http.GetStringAsync(new Uri($"/servers/{server.GetProperty("serverid").GetString()}/sessions/qr/enrol?name=Ada", UriKind.Relative), Cancellation);
        return (link, server.GetProperty("serverpk").GetBytesFromBase64());
    }

    // Sections 1 to 3: of each cell its colour.
    private static List<string> Draw(byte[] key)
    {
        var hash = SHA256.HashData([.. "nextauth visual hash v1"u8, .. key]);
        var first = hash[12] % 12;
        string[] colours = ["ffffff", Hues[first], Hues[(first + 3 + (hash[13] % 7)) % 12], "212121"];
        return [.. Enumerable.Range(0, Cells).Select(row => string.Join(' ', Enumerable.Range(0, Cells).Select(column => colours[Index(row, column)])))];

        int Index(int row, int column)
        {
            var n = (row * 5) + Math.Min(column, Cells - 1 - column);
            return (hash[n / 4] >> (6 - (2 * (n % 4)))) & 3;
        }
    }

    private static string Hex(string colour) => string.Concat(colour.Split(';').Select(part => byte.Parse(part, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture)));

    // Nine times a colour of the ground and two blanks, and back to the terminal's own colours.
    [GeneratedRegex(@"(?<=\n) {4}(?:\e\[48;2;(?<cell>[0-9]+;[0-9]+;[0-9]+)m {2}){9}\e\[0m(?=\r?\n)")]
    private static partial Regex Row();
}
