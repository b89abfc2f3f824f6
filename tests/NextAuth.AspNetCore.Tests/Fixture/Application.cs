using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NextAuthApi;
using NextAuthApi.AspNetCore;

namespace NextAuth.AspNetCore.Tests.Fixture;

/// <summary>A web application with the handler, on a socket of its own. Its calls to the server are real and counted; its clock can be moved.</summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Calls _calls;

    private Application(WebApplication app, Calls calls, FakeTimeProvider time)
    {
        (_app, _calls, Time) = (app, calls, time);
        Url = new($"http://localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port}");
    }

    public Uri Url { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>How often the server was asked who is logged in.</summary>
    public int Questions => _calls.Questions;

    public static Task<Application> StartAsync(ServerFixture server, Action<NextAuthOptions>? configure = null, IDataProtectionProvider? keys = null, string? scheme = null) =>
        StartAsync(server.Host.Url, server.Server, server.Key, configure, keys, scheme);

    public static async Task<Application> StartAsync(
        Uri server, string serverId, string key, Action<NextAuthOptions>? configure = null, IDataProtectionProvider? keys = null, string? scheme = null)
    {
        var (calls, time) = (new Calls(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(keys ?? new EphemeralDataProtectionProvider());
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication().AddNextAuth(o =>
        {
            (o.BaseUrl, o.ApiKey, o.ServerId, o.TimeProvider, o.AllowHttpOnThisMachine) = (server, key, serverId, time, true);
            configure?.Invoke(o);
        });

        // A server that is down is down at once.
        builder.Services.Configure<NextAuthApiOptions>(static api => api.MaxRetries = 0);
        builder.Services.AddTransient(_ => new Counter(calls));
        builder.Services.ConfigureHttpClientDefaults(static http => http.AddHttpMessageHandler<Counter>());

        var app = builder.Build();
        if (scheme is not null)
        {
            // As a proxy that ends https has it said by its headers.
            app.Use((http, next) =>
            {
                http.Request.Scheme = scheme;
                return next(http);
            });
        }

        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/private", static (ClaimsPrincipal user) => string.Join('\n', user.Claims.Select(static claim => $"{claim.Type}={claim.Value}"))).RequireAuthorization();
        app.MapPost("/private", static () => "posted").RequireAuthorization();
        app.MapGet("/forbidden", static () => "").RequireAuthorization(static policy => policy.RequireRole("nobody"));
        app.MapGet("/nonce", static async (HttpContext http) => await http.FindNextAuthNonceAsync() ?? "none");
        app.MapGet("/files", static async Task<IReadOnlyList<string>> (HttpContext http) => await http.GetNextAuthLoginFilesAsync());
        app.MapGet("/signin", static async (HttpContext http, string nonce) => $"{await http.SignInNextAuthAsync(nonce)}");
        app.MapPost("/logout", static () => Results.SignOut(new AuthenticationProperties { RedirectUri = "/bye" }));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, calls, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private sealed class Calls
    {
        private int _questions;

        public int Questions => _questions;

        public void Add() => Interlocked.Increment(ref _questions);
    }

    private sealed class Counter(Calls calls) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/sessions/", StringComparison.Ordinal))
            {
                calls.Add();
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
