using System.Security.Claims;
using NextAuthApi.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication().AddNextAuth(o => builder.Configuration.GetSection("NextAuth").Bind(o)); // BaseUrl, ApiKey, ServerId

var app = builder.Build();
app.MapGet("/", (ClaimsPrincipal user) => $"Hello, {user.Identity!.Name}.").RequireAuthorization();
app.MapPost("/logout", () => Results.SignOut(new() { RedirectUri = "/" }));
await app.RunAsync();
