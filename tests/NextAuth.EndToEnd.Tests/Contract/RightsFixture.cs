namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Where a role has a right.</summary>
internal enum Place
{
    Elsewhere,
    Here,
    Everywhere,
}

/// <summary>Two virtual servers, and a key for each right on the one, on the other, and globally.</summary>
public sealed class RightsFixture(Target target) : IAsyncLifetime
{
    private static readonly string[] Rights = ["sessions", "users", "accounts", "servers", "createserver", "root"];

    private readonly ServerFixture _elsewhere = new(target);

    internal ServerFixture Here { get; } = new(target);

    internal List<(Place Place, string Right, Caller Caller, string Role)> Keys { get; } = [];

    /// <summary>May act as anybody, and nothing else.</summary>
    internal Caller Setrid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Here.InitializeAsync();
        await _elsewhere.InitializeAsync();
        foreach (var right in Rights)
        {
            foreach (var (place, id) in ((Place, string)[])[(Place.Elsewhere, _elsewhere.Server.Id), (Place.Here, Here.Server.Id), (Place.Everywhere, "global")])
            {
                var (caller, role) = await Here.Server.CreateKeyAsync(id, right);
                Keys.Add((place, right, caller, role));
            }
        }

        var setrid = await Here.Server.CreateKeyAsync("global", "setrid");
        Setrid = setrid.Caller;
        Keys.Add((Place.Everywhere, "setrid", setrid.Caller, setrid.Role));
        var none = await Here.Server.CreateKeyAsync(Here.Root);
        Keys.Add((Place.Everywhere, "no right", none.Caller, none.Role));
    }

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }
}
