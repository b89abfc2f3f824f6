using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Connections;

public class ServerAddressTests
{
    [Theory]
    [InlineData("https://shop.example/app/#payload", "wss://shop.example/ns/sigmai")]
    [InlineData("https://shop.example:8443/x?y#payload", "wss://shop.example:8443/ns/sigmai")]
    [InlineData("http://localhost:8080/app/#payload", "ws://localhost:8080/ns/sigmai")]
    [InlineData("http://127.0.0.9:8080/app/#payload", "ws://127.0.0.9:8080/ns/sigmai")]
    [InlineData("http://[::1]:8080/app/#payload", "ws://[::1]:8080/ns/sigmai")]
    public void A_web_link_says_where_the_server_is(string link, string expected) => Assert.Equal([expected], Find(null, [], link));

    [Theory]
    [InlineData("nextauth:payload")]
    [InlineData("payload")]
    [InlineData("file:///etc/passwd")]
    [InlineData(null)]
    public void Another_link_does_not(string? link) => Assert.IsType<PhoneResult.NoEndpoint>(Failure(link));

    [Theory]
    [InlineData("http://shop.example/app/#payload")]
    [InlineData("http://localhost.shop.example/#payload")]
    [InlineData("http://10.0.0.1/#payload")]
    public void Without_TLS_only_this_machine_is_reached(string link)
    {
        Assert.IsType<PhoneResult.InsecureEndpoint>(Failure(link));
        Assert.Single(Find(null, [], link, allowInsecure: true));
    }

    [Fact]
    public void The_accounts_endpoints_come_before_the_link_and_each_once() => Assert.Equal(
        ["wss://two.example/ns/sigmai", "wss://one.example/ns/sigmai", "wss://shop.example/ns/sigmai"],
        Find(null, [Account(1, "wss://one.example"), Account(2, "https://two.example/", "wss://one.example/ns/sigmai", "ws://bad.example")], "https://shop.example/#x"));

    [Fact]
    public void What_the_caller_gives_is_all_that_is_tried() => Assert.Equal(
        ["wss://given.example/below/ns/sigmai"],
        Find(new Uri("https://given.example/below/"), [Account(1, "wss://one.example")], "https://shop.example/#x"));

    private static string[] Find(Uri? given, Account[] accounts, string? link, bool allowInsecure = false)
    {
        Assert.True(ServerAddress.Candidates(given, accounts, link, allowInsecure).Succeeds(out var found, out _));
        return [.. found.Select(address => address.ToString())];
    }

    private static PhoneResult Failure(string? link)
    {
        Assert.False(ServerAddress.Candidates(null, [], link, allowInsecure: false).Succeeds(out _, out var failure));
        return failure;
    }

    private static Account Account(long version, params string[] endpoints) => new()
    {
        Id = "0123456789abcdef",
        Server = ServerId.New(),
        ServerKey = new byte[65],
        Label = "alice",
        Parameters = new ServerParameters { Version = version, ServerName = "Shop", Endpoints = endpoints },
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
