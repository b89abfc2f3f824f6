namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>A phone in a terminal, with a store of its own.</summary>
internal sealed class PhoneProcess : IDisposable
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("nextauth-phone-");

    /// <summary>Scans a code and approves whatever it asks.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> ScanAsync(string link, CancellationToken cancellationToken)
    {
        await using var phone = Start("scan", link, "--yes");
        Assert.True(await phone.WaitAsync(cancellationToken) == 0, phone.Output + phone.Errors);
        return phone.Output;
    }

    /// <summary>Listens for pushes and approves them, until disposed.</summary>
    public async Task<RunningProgram> ListenAsync(CancellationToken cancellationToken)
    {
        var phone = Start("listen", "--yes");
        await phone.SaysAsync("Listening as", cancellationToken);
        return phone;
    }

    public void Dispose() => _store.Delete(recursive: true);

    private RunningProgram Start(params string[] arguments) =>
        RunningProgram.Start(Repository.Phone, _store.FullName, [.. arguments, "--insecure-store", "--store", _store.FullName]);
}
