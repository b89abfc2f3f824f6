using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.ApiKeys;

public sealed class KeyFailuresTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task After_20_unknown_keys_in_a_minute_unknown_ones_are_429_until_the_minute_is_over()
    {
        await using var server = await TestServer.StartAsync(_time);
        for (var failure = 0; failure < 20; failure++)
        {
            await server.SendAsync(HttpMethod.Post, "/servers/", "guess").IsProblemAsync(401, "unknown-api-key");
        }

        await server.SendAsync(HttpMethod.Post, "/servers/", "guess").IsProblemAsync(429, "too-many-failures");
        await server.SendAsync(HttpMethod.Post, "/servers/").JsonAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await server.SendAsync(HttpMethod.Post, "/servers/", "guess").IsProblemAsync(401, "unknown-api-key");
    }

    [Fact]
    public void An_IPv6_network_counts_as_one_and_another_address_is_not_barred()
    {
        var failures = Failures();
        for (var i = 1; i <= 20; i++)
        {
            failures.Count(IPAddress.Parse($"2001:db8::{i:x}"));
        }

        Assert.True(failures.IsBarred(IPAddress.Parse("2001:db8::ffff"), out _));
        Assert.False(failures.IsBarred(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void An_IPv4_address_is_the_same_in_its_IPv6_form()
    {
        var failures = Failures();
        for (var i = 0; i < 20; i++)
        {
            failures.Count(IPAddress.Parse("192.0.2.1"));
        }

        Assert.True(failures.IsBarred(IPAddress.Parse("::ffff:192.0.2.1"), out var wait));
        Assert.Equal(TimeSpan.FromMinutes(1), wait);
        Assert.False(failures.IsBarred(IPAddress.Parse("192.0.2.2"), out _));
    }

    [Fact]
    public void Any_number_of_addresses_takes_bounded_room()
    {
        var failures = Failures();
        for (var i = 0; i < 30_000; i++)
        {
            failures.Count(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));
        }

        Assert.InRange(failures.Addresses, 1, 10_000);
    }

    private KeyFailures Failures() => new(Options.Create(new ApiKeyOptions()), _time);
}
