using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using NextAuth.Server.Push.Fcm;

namespace NextAuth.Server.Tests.Push.Fcm;

/// <summary>Against a server that answers as Google's two do: the one that gives tokens and the one that takes messages.</summary>
public sealed class FcmSenderTests : IAsyncLifetime
{
    private const string Token = "registration:token_of-a-phone";

    private readonly ServiceKeys _keys = new();
    private readonly SenderFixture _fixture = new(TimeProvider.System.GetUtcNow());
    private PushPeer? _peer;
    private FcmSender? _sender;
    private int _tokens;
    private Func<HttpResponse, Task> _answer = response => response.WriteAsync("""{"name":"projects/example-project/messages/1"}""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<PushPeer.Received> Messages => _peer!.All.Where(each => each.Path != "/token");

    public async ValueTask InitializeAsync()
    {
        _peer = await PushPeer.StartAsync();
        _peer.Answer = (received, response) => received.Path == "/token" ? GiveTokenAsync(response) : _answer(response);
        var options = new FcmOptions { CredentialsFile = _keys.GoogleFile(new(_peer.Address, "/token")), Url = _peer.Address };
        _sender = new(Options.Create(options), WakeFixture.Http(Options.Create(new PushOptions()), _peer.Certificate), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _sender!.Dispose();
        await _peer!.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task A_message_carries_a_box_that_the_phone_opens_and_nothing_else_of_the_push()
    {
        Assert.IsType<SendResult.Delivered>(await SendAsync());

        var sent = Assert.Single(Messages);
        Assert.Equal(("POST", "/v1/projects/example-project/messages:send", "Bearer token-1"), (sent.Method, sent.Path, sent.Headers["Authorization"]));
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        var message = JsonNode.Parse(sent.Body)!["message"]!.AsObject();
        Assert.Equal(["token", "data", "android"], message.Select(each => each.Key));
        Assert.Equal(Token, (string)message["token"]!);
        Assert.Equal(["server", "id", "box"], message["data"]!.AsObject().Select(each => each.Key));
        Assert.Equal((_fixture.Server.ToString(), "42"), ((string)message["data"]!["server"]!, (string)message["data"]!["id"]!));
        _fixture.AssertOpens((string)message["data"]!["box"]!);
        Assert.Equal(("HIGH", SenderFixture.Topic), ((string)message["android"]!["priority"]!, (string)message["android"]!["collapse_key"]!));
        Assert.Matches("^1[0-2][0-9]s$", (string)message["android"]!["ttl"]!);
        Assert.DoesNotContain(new string('p', 22), Encoding.UTF8.GetString(sent.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_asked_for_with_a_signed_assertion_and_used_again()
    {
        await SendAsync();
        await SendAsync();

        var asked = Assert.Single(_peer!.All, each => each.Path == "/token");
        var form = Encoding.ASCII.GetString(asked.Body).Split('&').Select(each => each.Split('=')).ToDictionary(each => each[0], each => Uri.UnescapeDataString(each[1]));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        var parts = form["assertion"].Split('.');
        Assert.True(_keys.Google.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        Assert.Equal("push@example-project.iam.gserviceaccount.com", (string)claims["iss"]!);
        Assert.Equal("https://www.googleapis.com/auth/firebase.messaging", (string)claims["scope"]!);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced()
    {
        Refuse(401, """{"error":{"status":"UNAUTHENTICATED"}}""");
        Assert.Equal(new SendResult.Again("401 UNAUTHENTICATED"), await SendAsync());

        Refuse(200, "{}");
        Assert.IsType<SendResult.Delivered>(await SendAsync());
        Assert.Equal("Bearer token-2", Messages.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task No_token_is_a_reason_to_try_again()
    {
        _peer!.AnswerWith(400, """{"error":"invalid_grant"}""", ("Content-Type", "application/json"));
        Assert.Equal(new SendResult.Again("no token: invalid_grant"), await SendAsync());
    }

    [Fact]
    public async Task A_phone_that_is_not_registered_any_more_is_gone()
    {
        Refuse(404, """{"error":{"code":404,"status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}]}}""");
        Assert.IsType<SendResult.Gone>(await SendAsync());
    }

    // Removing the endpoints of all phones because the operator mistyped something would be hard to mend.
    [Theory]
    [InlineData(404, """{"error":{"status":"NOT_FOUND"}}""", "404 NOT_FOUND")]
    [InlineData(403, """{"error":{"details":[{"errorCode":"SENDER_ID_MISMATCH"}]}}""", "403 SENDER_ID_MISMATCH")]
    [InlineData(400, """{"error":{"status":"INVALID_ARGUMENT"}}""", "400 INVALID_ARGUMENT")]
    [InlineData(400, "<html>", "400")]
    [InlineData(400, """{"error":{"status":"words with a token: abc"}}""", "400")]
    [InlineData(302, "", "302")]
    public async Task Other_refusals_are_failures(int status, string body, string cause)
    {
        Refuse(status, body);
        Assert.Equal(new SendResult.Failed(cause), await SendAsync());
    }

    [Theory]
    [InlineData(429, """{"error":{"details":[{"errorCode":"QUOTA_EXCEEDED"}]}}""", "429 QUOTA_EXCEEDED")]
    [InlineData(500, "", "500")]
    [InlineData(503, """{"error":{"status":"UNAVAILABLE"}}""", "503 UNAVAILABLE")]
    public async Task Trouble_is_a_reason_to_try_again_when_Google_says(int status, string body, string cause)
    {
        Refuse(status, body, "7");
        Assert.Equal(new SendResult.Again(cause, TimeSpan.FromSeconds(7)), await SendAsync());
    }

    [Fact]
    public async Task Of_an_endless_answer_only_the_beginning_is_read()
    {
        _answer = async response =>
        {
            response.StatusCode = 400;
            for (var i = 0; i < 1_000; i++)
            {
                await response.WriteAsync(new string(' ', 10_000), Cancellation);
            }
        };

        Assert.Equal(new SendResult.Failed("400"), await SendAsync());
    }

    private Task<SendResult> SendAsync() => _sender!.SendAsync(_fixture.Target(PushEndpointKind.Fcm, Token), _fixture.Content, Cancellation);

    private void Refuse(int status, string body, string? retryAfter = null) => _answer = response =>
    {
        response.StatusCode = status;
        response.Headers.RetryAfter = retryAfter;
        return response.WriteAsync(body);
    };

    private Task GiveTokenAsync(HttpResponse response)
    {
        response.ContentType = "application/json";
        return response.WriteAsync($$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","expires_in":3600,"token_type":"Bearer"}""");
    }
}
