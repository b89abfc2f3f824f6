using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NextAuth.Protocol.Crypto;
using NextAuth.Server.Push;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Tests.Push.WebPush;

public sealed class VapidTokensTests : IDisposable
{
    private static readonly Uri Endpoint = new("https://push.example.net/abc/secret?x=y");

    private readonly FakeTimeProvider _time = new(new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SecretBox _secrets = new(new byte[32]);
    private readonly MemoryKey _store = new();
    private readonly VapidKey _key;

    public VapidTokensTests() => _key = new(_store, _secrets);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _secrets.Dispose();
    }

    // RFC 8292, section 2.4: its signature is good for what we sign when we say the same.
    [Fact]
    public void The_standards_example_is_signed_over_the_bytes_that_we_would_sign()
    {
        const string Key = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
        const string Signature = "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
        using var own = P256SigningKey.Create();

        var token = Es256Token.Make(
            own, new VapidHeader("JWT", "ES256"), PushJson.Default.VapidHeader, new VapidClaims("https://push.example.net", 1453523768, "mailto:push@example.com"), PushJson.Default.VapidClaims);

        Assert.True(P256PublicKey.TryImport(Base64Url.DecodeFromChars(Key), out var standard));
        using (standard)
        {
            Assert.True(standard.Verify(Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), Base64Url.DecodeFromChars(Signature)));
        }
    }

    [Fact]
    public async Task A_token_says_who_sends_to_this_service_and_no_other()
    {
        await _key.LoadAsync(Cancellation);
        var (signed, claims) = Verify(Tokens(subject: "mailto:push@example.com").Authorization(Endpoint));

        Assert.Equal("""{"typ":"JWT","alg":"ES256"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(signed.Split('.')[0])));
        Assert.Equal("https://push.example.net", (string)claims["aud"]!);
        Assert.Equal("mailto:push@example.com", (string)claims["sub"]!);
        Assert.InRange((long)claims["exp"]!, _time.GetUtcNow().AddHours(6).ToUnixTimeSeconds(), _time.GetUtcNow().AddHours(24).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("https://login.example.com/", "https://login.example.com/")]
    [InlineData("http://localhost:8080/", null)]
    public async Task Without_a_subject_the_public_address_is_it_when_others_can_reach_it(string publicUrl, string? subject)
    {
        await _key.LoadAsync(Cancellation);
        var (_, claims) = Verify(Tokens(null, publicUrl).Authorization(Endpoint));

        Assert.Equal(subject, (string?)claims["sub"]);
        Assert.Equal(subject is not null, claims.ContainsKey("sub"));
    }

    [Fact]
    public async Task A_token_is_used_again_for_half_of_its_life()
    {
        await _key.LoadAsync(Cancellation);
        var tokens = Tokens(null);
        var first = tokens.Authorization(Endpoint);
        _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, tokens.Authorization(new("https://push.example.net/another")));
        Assert.NotEqual(first, tokens.Authorization(new("https://other.example.net/")));

        _time.Advance(TimeSpan.FromSeconds(1));
        var second = tokens.Authorization(Endpoint);

        Assert.NotEqual(first, second);
        Assert.InRange((long)Verify(second).Claims["exp"]!, _time.GetUtcNow().ToUnixTimeSeconds(), _time.GetUtcNow().AddHours(24).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_key_is_made_once_sealed_and_the_same_after_a_restart()
    {
        Assert.True(await _key.MasterKeyFitsAsync(Cancellation));
        await _key.LoadAsync(Cancellation);
        await _key.LoadAsync(Cancellation);

        using var restarted = new VapidKey(_store, _secrets);
        await restarted.LoadAsync(Cancellation);
        using var otherSecrets = new SecretBox([.. Enumerable.Repeat((byte)1, 32)]);
        using var stolen = new VapidKey(_store, otherSecrets);

        Assert.Equal(_key.PublicKey, restarted.PublicKey);
        Assert.Equal(65, Base64Url.DecodeFromChars(_key.PublicKey).Length);
        Assert.False(await stolen.MasterKeyFitsAsync(Cancellation));
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => stolen.LoadAsync(Cancellation));
    }

    private VapidTokens Tokens(string? subject, string publicUrl = "http://localhost:8080/") => new(
        _key, Options.Create(new WebPushOptions { Subject = subject }), Options.Create(new ServerOptions { PublicUrl = new(publicUrl) }), _time);

    private (string Signed, JsonObject Claims) Verify(string authorization)
    {
        Assert.StartsWith("vapid t=", authorization, StringComparison.Ordinal);
        var parts = authorization["vapid t=".Length..].Split(", k=");
        Assert.Equal(_key.PublicKey, parts[1]);
        var end = parts[0].LastIndexOf('.');
        Assert.True(P256PublicKey.TryImport(Base64Url.DecodeFromChars(parts[1]), out var key));
        using (key)
        {
            Assert.True(key.Verify(Encoding.ASCII.GetBytes(parts[0][..end]), Base64Url.DecodeFromChars(parts[0].AsSpan(end + 1))));
        }

        return (parts[0][..end], JsonNode.Parse(Base64Url.DecodeFromChars(parts[0].Split('.')[1]))!.AsObject());
    }

    private sealed class MemoryKey : IVapidKeyStore
    {
        private byte[]? _kept;

        public Task<byte[]?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(_kept);

        public Task<byte[]> AddAsync(ReadOnlyMemory<byte> sealedKey, CancellationToken cancellationToken) => Task.FromResult(_kept ??= sealedKey.ToArray());
    }
}
