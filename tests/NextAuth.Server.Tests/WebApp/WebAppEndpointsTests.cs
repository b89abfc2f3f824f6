using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using NextAuth.Server.Tests.Fixture;
using NextAuth.Server.WebApp;

namespace NextAuth.Server.Tests.WebApp;

/// <summary>The web authenticator as it is served, on a real socket; its files are made up.</summary>
public sealed class WebAppEndpointsTests(WebAppEndpointsTests.Fixture fixture) : IClassFixture<WebAppEndpointsTests.Fixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("/app/", "text/html; charset=utf-8", "<p>page</p>")]
    [InlineData("/app/index.html", "text/html; charset=utf-8", "<p>page</p>")]
    [InlineData("/app/sw.js", "text/javascript; charset=utf-8", "worker")]
    [InlineData("/app/manifest.webmanifest", "application/manifest+json", "{}")]
    [InlineData("/app/icons/icon.svg", "image/svg+xml", "<svg/>")]
    [InlineData("/app/assets/index-1.css", "text/css; charset=utf-8", "p{}")]
    public async Task A_file_comes_with_its_type_and_needs_no_key(string path, string type, string content)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(content, await ReadAsync(answer));
    }

    [Theory]
    [InlineData("/app/assets/index-1.js", "public, max-age=31536000, immutable")]
    [InlineData("/app/", "no-cache")]
    [InlineData("/app/sw.js", "no-cache")]
    [InlineData("/app/manifest.webmanifest", "no-cache")]
    public async Task What_a_hash_names_is_kept_for_ever_and_everything_else_is_asked_for_again(string path, string cache)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(cache, Header(answer, "Cache-Control"));
    }

    [Theory]
    [InlineData("br, gzip", "br", "as brotli")]
    [InlineData("gzip", "gzip", "as gzip")]
    [InlineData("br;q=0, gzip", "gzip", "as gzip")]
    [InlineData("zstd", null, "script")]
    [InlineData("", null, "script")]
    public async Task The_form_is_one_that_the_browser_takes(string accepted, string? encoding, string content)
    {
        using var answer = await GetAsync("/app/assets/index-1.js", ("Accept-Encoding", accepted));
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", Header(answer, "Vary"));
        Assert.Equal(content, await ReadAsync(answer));
    }

    [Fact]
    public async Task Each_form_has_a_tag_and_who_has_it_gets_no_body()
    {
        using var plain = await GetAsync("/app/assets/index-1.js");
        using var brotli = await GetAsync("/app/assets/index-1.js", ("Accept-Encoding", "br"));
        Assert.NotEqual(Header(plain, "ETag"), Header(brotli, "ETag"));

        using var again = await GetAsync("/app/assets/index-1.js", ("Accept-Encoding", "br"), ("If-None-Match", Header(brotli, "ETag")));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await ReadAsync(again));
    }

    [Fact]
    public async Task A_page_may_load_and_reach_its_own_server_and_nothing_else()
    {
        using var answer = await GetAsync("/app/");
        var own = _server.Address.Authority;
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://{own} wss://{own}; worker-src 'self'; manifest-src 'self'; "
            + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types nextauth",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=(self)", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Contains("microphone=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
    }

    [Theory]
    [InlineData("login.example.com", "connect-src 'self' ws://login.example.com wss://login.example.com;")]
    [InlineData("[::1]:8080", "connect-src 'self';")]
    [InlineData("a_b", "connect-src 'self';")]
    [InlineData("a,script-src", "connect-src 'self';")]
    public async Task A_host_that_is_no_plain_name_stays_out_of_the_policy(string host, string expected)
    {
        using var answer = await GetAsync("/app/", ("Host", host));
        if (answer.StatusCode is HttpStatusCode.BadRequest)
        {
            // The platform refuses some of them first, which is as good.
            return;
        }

        Assert.Contains(expected, Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        using var answer = await _server.SendAsync(HttpMethod.Head, "/app/", key: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("<p>page</p>".Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await ReadAsync(answer));
    }

    [Fact]
    public async Task Without_its_slash_it_redirects()
    {
        using var answer = await GetAsync("/app");
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("/app/", Header(answer, "Location"));
    }

    [Theory]
    [InlineData("/app/nothing.js")]
    [InlineData("/app/assets/")]
    [InlineData("/app/assets/index-1.js.br")]
    [InlineData("/app/notes.txt")]
    [InlineData("/app/..%2fsecret.html")]
    [InlineData("/app/%5c..%5csecret.html")]
    [InlineData("/app//index.html")]
    public async Task Everything_else_is_a_404_problem(string path) =>
        await _server.SendAsync(HttpMethod.Get, path, key: null).IsProblemAsync(404, "unknown-path");

    [Fact]
    public async Task Other_methods_are_a_405_problem() =>
        await _server.SendAsync(HttpMethod.Post, "/app/", key: null).IsProblemAsync(405, "wrong-method");

    [Theory]
    [InlineData("/openapi/v2.2.json", 200)]
    [InlineData("/servers/", 401)]
    public async Task It_is_in_nobodys_way(string path, int status)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_app_that_was_not_built_says_how_to()
    {
        await using var bare = await TestServer.StartAsync();
        using var answer = await bare.SendAsync(HttpMethod.Get, "/app/", key: null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        var page = await ReadAsync(answer);
        Assert.Contains("was not built", page, StringComparison.Ordinal);
        Assert.Contains("Node.js 20", page, StringComparison.Ordinal);
        await bare.SendAsync(HttpMethod.Get, "/app/sw.js", key: null).IsProblemAsync(404, "unknown-path");
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values : []);

    private static Task<string> ReadAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A server with an app of a few lines, and a file beside its folder that nobody may reach.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nextauth-app-");

        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Write("secret.html", "secret");
            Write("app/index.html", "<p>page</p>");
            Write("app/sw.js", "worker");
            Write("app/manifest.webmanifest", "{}");
            Write("app/notes.txt", "not served");
            Write("app/icons/icon.svg", "<svg/>");
            Write("app/assets/index-1.css", "p{}");
            Write("app/assets/index-1.js", "script");
            Write("app/assets/index-1.js.br", "as brotli");
            Write("app/assets/index-1.js.gz", "as gzip");
            using var folder = new PhysicalFileProvider(Path.Combine(_directory.FullName, "app"));
            var files = WebAppFiles.Read(folder);
            Server = await TestServer.StartAsync(add: services => services.AddSingleton(files));
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _directory.Delete(recursive: true);
        }

        private void Write(string name, string content)
        {
            var path = Path.Combine(_directory.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content, Encoding.ASCII);
        }
    }
}
