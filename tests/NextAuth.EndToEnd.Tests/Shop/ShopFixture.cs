namespace NextAuth.EndToEnd.Tests.Shop;

/// <summary>One open shop for all tests of a class. Each test signs up people of its own.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("shop-");

    public ShopProcess Shop { get; private set; } = null!;

    public string Data => _data.FullName;

    public async ValueTask InitializeAsync()
    {
        Shop = ShopProcess.Start(Data, ShopProcess.FreePorts());
        await Shop.WaitUntilOpenAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
