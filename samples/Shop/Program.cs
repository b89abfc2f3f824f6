using Microsoft.AspNetCore.DataProtection;
using NextAuthApi.AspNetCore;
using Shop;
using Shop.Hosting;

if (Arguments.Answer(args) is { } code)
{
    return code;
}

var builder = WebApplication.CreateBuilder([.. args.Where(argument => argument != Lan.Switch)]);
if (args.Contains(Lan.Switch))
{
    var (certificate, unreachable) = Lan.Prepare(builder.Configuration, TimeProvider.System);
    if (certificate is null)
    {
        Console.Error.WriteLine(unreachable);
        return 1;
    }

    builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
}

var options = ShopOptions.Read(builder.Configuration);
using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = options.ServerUrl, Timeout = TimeSpan.FromSeconds(15) };
using var stop = new StopSignal();

// 1. The server, as a process of its own, and the shop's key to it.
await using var launcher = new Launcher(options, http, stop, TimeProvider.System);
var (identity, problem) = await launcher.StartAsync(stop.Token);
if (identity is null)
{
    Console.Error.WriteLine(problem);
    return 1;
}

// 2. The shop. AddNextAuth logs people in; how they sign up, and add phones, is in Pages.
builder.WebHost.UseUrls(options.Url.AbsoluteUri);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// The keys of forms lie in the shop's own folder, closed to others; that they are not encrypted on top is no news.
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
builder.Services.AddOptions<ShopOptions>().BindConfiguration(ShopOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication().AddNextAuth(login => ShopLogin.Configure(login, options, identity));
builder.Services.AddSingleton(identity);
builder.Services.AddSingleton<Enrolments>();
builder.Services.AddSingleton<Orders>();
builder.Services.AddTransient<Registration>();
builder.Services.AddDataProtection().PersistKeysToFileSystem(new(Path.Combine(Path.GetFullPath(options.Data), "keys")));
builder.Services.AddRazorPages();

var app = builder.Build();
app.UseExceptionHandler("/error");
app.UseSecurityHeaders(options);
app.UseAuthentication();
app.UseAuthorization();
app.MapAssets();
app.MapRazorPages();

// 3. Both run until Ctrl-C or SIGTERM; neither without the other.
await app.StartAsync(CancellationToken.None);
Welcome.Print(options);
await Task.WhenAny(launcher.WaitForServerAsync(stop.Token), app.WaitForShutdownAsync(stop.Token));
await app.StopAsync();
return 0;
