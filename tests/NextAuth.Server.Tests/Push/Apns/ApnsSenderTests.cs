using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using NextAuth.Server.Push.Apns;

namespace NextAuth.Server.Tests.Push.Apns;

/// <summary>Against a server that speaks HTTP/2 alone, as Apple's does.</summary>
public sealed class ApnsSenderTests : IAsyncLifetime
{
    private const string Token = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";

    private readonly FakeTimeProvider _time = new(new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceKeys _keys = new();
    private readonly SenderFixture _fixture;
    private PushPeer? _peer;
    private ApnsSender? _sender;

    public ApnsSenderTests() => _fixture = new(_time.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _peer = await PushPeer.StartAsync(HttpProtocols.Http2);
        _peer.AnswerWith(200);
        var options = new ApnsOptions { KeyFile = _keys.AppleFile(), KeyId = "ABCDE12345", TeamId = "TEAM123456", Topic = "com.example.phone", Url = _peer.Address };
        _sender = new(Options.Create(options), WakeFixture.Http(Options.Create(new PushOptions()), _peer.Certificate), _time);
    }

    public async ValueTask DisposeAsync()
    {
        _sender!.Dispose();
        await _peer!.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task A_notification_carries_a_box_that_the_phone_opens_and_shows_nothing_of_the_push()
    {
        Assert.IsType<SendResult.Delivered>(await SendAsync());

        var sent = Assert.Single(_peer!.All);
        Assert.Equal(("POST", $"/3/device/{Token}", "HTTP/2"), (sent.Method, sent.Path, sent.Protocol));
        Assert.Equal(
            ("com.example.phone", "alert", "10", $"{_time.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds()}", SenderFixture.Topic),
            (sent.Headers["apns-topic"], sent.Headers["apns-push-type"], sent.Headers["apns-priority"], sent.Headers["apns-expiration"], sent.Headers["apns-collapse-id"]));
        var body = JsonNode.Parse(sent.Body)!.AsObject();
        Assert.Equal(["aps", "server", "id", "box"], body.Select(each => each.Key));
        Assert.Equal((_fixture.Server.ToString(), 42), ((string)body["server"]!, (long)body["id"]!));
        Assert.Equal(1, (int)body["aps"]!["mutable-content"]!);
        Assert.Equal("Open the app to see what this is about.", (string)body["aps"]!["alert"]!["body"]!);
        _fixture.AssertOpens((string)body["box"]!);
        Assert.DoesNotContain(new string('p', 22), Encoding.UTF8.GetString(sent.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_signed_by_the_apps_key_and_says_whose_it_is()
    {
        await SendAsync();

        var token = _peer!.All.Single().Headers["authorization"]["bearer ".Length..];
        var parts = token.Split('.');
        Assert.True(_keys.Apple.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal("""{"alg":"ES256","kid":"ABCDE12345"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal($$"""{"iss":"TEAM123456","iat":{{_time.GetUtcNow().ToUnixTimeSeconds()}}}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    // Apple refuses a token that is older than an hour, and whoever makes one more often than every 20 minutes.
    [Fact]
    public async Task The_token_is_used_again_for_forty_minutes()
    {
        await SendAsync();
        _time.Advance(TimeSpan.FromMinutes(39));
        await SendAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();

        var tokens = _peer!.All.Select(each => each.Headers["authorization"]).ToList();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[0], tokens[2]);
    }

    [Fact]
    public async Task A_token_that_Apple_finds_too_old_is_replaced_but_not_at_once()
    {
        _peer!.AnswerWith(403, """{"reason":"ExpiredProviderToken"}""");
        Assert.Equal(new SendResult.Again("403 ExpiredProviderToken"), await SendAsync());
        await SendAsync();
        _time.Advance(TimeSpan.FromMinutes(20));
        await SendAsync();
        await SendAsync();

        var tokens = _peer.All.Select(each => each.Headers["authorization"]).ToList();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.Equal(tokens[0], tokens[2]);
        Assert.NotEqual(tokens[2], tokens[3]);
    }

    [Theory]
    [InlineData(410, """{"reason":"Unregistered","timestamp":1803902400000}""")]
    [InlineData(400, """{"reason":"BadDeviceToken"}""")]
    public async Task A_dead_token_is_gone(int status, string body)
    {
        _peer!.AnswerWith(status, body);
        Assert.IsType<SendResult.Gone>(await SendAsync());
    }

    [Theory]
    [InlineData(400, """{"reason":"DeviceTokenNotForTopic"}""", "400 DeviceTokenNotForTopic")]
    [InlineData(403, """{"reason":"InvalidProviderToken"}""", "403 InvalidProviderToken")]
    [InlineData(413, "", "413")]
    [InlineData(400, "no JSON", "400")]
    [InlineData(400, """{"reason":"words with a token: abc"}""", "400")]
    public async Task Other_refusals_are_failures(int status, string body, string cause)
    {
        _peer!.AnswerWith(status, body);
        Assert.Equal(new SendResult.Failed(cause), await SendAsync());
    }

    [Theory]
    [InlineData(429, """{"reason":"TooManyRequests"}""", "429 TooManyRequests")]
    [InlineData(500, "", "500")]
    [InlineData(503, """{"reason":"Shutdown"}""", "503 Shutdown")]
    public async Task Trouble_is_a_reason_to_try_again(int status, string body, string cause)
    {
        _peer!.AnswerWith(status, body, ("Retry-After", "7"));
        Assert.Equal(new SendResult.Again(cause, TimeSpan.FromSeconds(7)), await SendAsync());
    }

    private Task<SendResult> SendAsync() => _sender!.SendAsync(_fixture.Target(PushEndpointKind.Apns, Token), _fixture.Content, Cancellation);
}
