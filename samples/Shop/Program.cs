using Microsoft.AspNetCore.DataProtection;
using Shop;
using Shop.Api;
using Shop.Hosting;

var builder = WebApplication.CreateBuilder(args);
var options = builder.Configuration.GetSection(ShopOptions.Section).Get<ShopOptions>() ?? new();
using var http = new HttpClient { BaseAddress = options.ServerUrl, Timeout = TimeSpan.FromSeconds(15) };
using var stop = new StopSignal();

// 1. The server, as a process of its own, and the shop's key to it.
await using var launcher = new Launcher(options, http, stop, TimeProvider.System);
var (identity, problem) = await launcher.StartAsync(stop.Token);
if (identity is null)
{
    Console.Error.WriteLine(problem);
    return 1;
}

// 2. The shop. Everything it knows of logins goes through NextAuthClient.
builder.WebHost.UseUrls(options.Url.AbsoluteUri);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// The keys of forms lie in the shop's own folder, closed to others; that they are not encrypted on top is no news.
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
builder.Services.AddOptions<ShopOptions>().BindConfiguration(ShopOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(new NextAuthClient(http, identity));
builder.Services.AddSingleton<Visitors>();
builder.Services.AddSingleton<Registration>();
builder.Services.AddScoped<CurrentVisitor>();
builder.Services.AddHttpContextAccessor();
builder.Services.AddDataProtection().PersistKeysToFileSystem(new(Path.Combine(Path.GetFullPath(options.Data), "keys")));
builder.Services.AddRazorPages();

var app = builder.Build();
app.UseExceptionHandler("/error");
app.UseSecurityHeaders(options);
app.MapAssets();
app.MapRazorPages();

// 3. Both run until Ctrl-C or SIGTERM; neither without the other.
await app.StartAsync(CancellationToken.None);
Welcome.Print(options);
await Task.WhenAny(launcher.WaitForServerAsync(stop.Token), app.WaitForShutdownAsync(stop.Token));
await app.StopAsync();
return 0;
