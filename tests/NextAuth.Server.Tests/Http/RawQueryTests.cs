using CsCheck;
using NextAuth.Server.Http;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

/// <summary>What is read of a query is what was meant, or it is refused.</summary>
public sealed class RawQueryTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.Char["%+&=?; abc0123äß€"].Select(character => character.ToString()), Gen.Const("😀")).Array[0, 12].Select(string.Concat);

    private static readonly Gen<string> Wire = Gen.String[Gen.Char["%+&=?;abcdefABCDEF0123 \u0000\u00E4"], 0, 40];

    private readonly TestServer _server = shared.Server;

    public static TheoryData<string, string, string> Parameters => new()
    {
        { "getQrEnrol", "name", "" },
        { "getQrEnrol", "userid", "name=Ada&" },
        { "getQrEnrol", "img", "name=Ada&" },
        { "getQrLogin", "s", "" },
        { "registerUser", "userid", "" },
        { "getUser", "limit", "" },
        { "getUser", "marker", "" },
        { "getUser", "sort", "" },
        { "getUsers", "filter", "" },
        { "updateAccount", "blocked", "" },
        { "createApiKey", "description", "" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_malformed_escape_is_a_400_that_names_the_parameter(string name, string parameter, string others)
    {
        var operation = Operation.Get(name);
        var server = await _server.CreateServerAsync();
        var path = operation.PathOn(server.Path, 0, "none").Split('?')[0];
        foreach (var value in (string[])["%", "%zz", "1%", "true%2", "a%g0", "%ff", "%c3%28", "%ED%A0%80", "%%41"])
        {
            var detail = await _server.SendAsync(new(operation.Method), $"{path}?{others}{parameter}={value}", nonce: "n1").IsProblemAsync(400, "invalid-parameter");
            Assert.Contains($"The parameter {parameter} must be UTF-8", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_parameter_that_is_not_read_may_say_what_it_likes()
    {
        var server = await _server.CreateServerAsync();

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/?utm=%zz&%=%ff", nonce: "n1").JsonAsync();
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/ada/accounts?%=1&%zz&&=&li%6Dit=7").JsonAsync();
    }

    [Theory]
    [InlineData("limit=7&limit=8")]
    [InlineData("limit=7&li%6dit=8")]
    [InlineData("limit=7&limit=%zz")]
    [InlineData("limit=7&limit")]
    public async Task A_parameter_given_twice_is_a_400(string query)
    {
        var server = await _server.CreateServerAsync();

        var detail = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/ada/accounts?{query}").IsProblemAsync(400, "invalid-parameter");

        Assert.Equal("The parameter limit must be given once.", detail);
    }

    [Fact]
    public void A_text_survives_both_ways_of_encoding_it() => Text.Sample(
        text =>
        {
            foreach (var encoded in (string[])[Uri.EscapeDataString(text), Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal)])
            {
                Assert.Equal(1, RawQuery.Find($"?a=1&name={encoded}&b", "name", out var value));
                Assert.True(RawQuery.TryDecode(value, out var decoded));
                Assert.Equal(text, decoded);
            }
        },
        iter: 10_000);

    [Fact]
    public void Nothing_on_the_wire_makes_it_throw() => Wire.Sample(
        wire =>
        {
            _ = RawQuery.Find(wire, "a", out var value);
            _ = RawQuery.TryDecode(value, out _);
        },
        iter: 10_000);
}
