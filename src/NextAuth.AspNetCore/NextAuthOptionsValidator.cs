using Microsoft.Extensions.Options;

namespace NextAuthApi.AspNetCore;

/// <summary>Says at the start what is wrong with the options, each fault in one line that names the option.</summary>
internal sealed class NextAuthOptionsValidator : IValidateOptions<NextAuthOptions>
{
    private const int ServerIdLength = 24;
    private static readonly TimeSpan LongestMemory = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, NextAuthOptions options)
    {
        var faults = Faults(options).Select(fault => $"AddNextAuth: {fault}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(NextAuthOptions o) =>
    [
        .. Unless(IsWeb(o.BaseUrl), $"BaseUrl must be the server's address, http or https, e.g. https://auth.example.com; it is '{o.BaseUrl}'."),
        .. Unless(!string.IsNullOrWhiteSpace(o.ApiKey), "ApiKey is not set."),
        .. Unless(IsServerId(o.ServerId), $"ServerId must be the {ServerIdLength} characters of the virtual server's id; it is '{o.ServerId}'."),
        .. Unless(o.WebSocketUrl is null || (o.WebSocketUrl.IsAbsoluteUri && o.WebSocketUrl.Scheme is "ws" or "wss"), $"WebSocketUrl must begin with ws:// or wss://; it is '{o.WebSocketUrl}'."),
        .. Unless(IsPath(o.Path.Value) && !o.Path.Value!.EndsWith('/'), $"Path must begin with '/' and not end with it; it is '{o.Path}'."),
        .. Unless(IsName(o.CookieName), $"CookieName must be 1 to 60 letters, digits or '-'; it is '{o.CookieName}'."),
        .. Unless(o.MaxCodesPerMinute is >= 1 and <= 1_000_000, $"MaxCodesPerMinute must be 1 to 1,000,000; it is {o.MaxCodesPerMinute}."),
        .. Unless(o.RevalidationInterval >= TimeSpan.FromSeconds(1) && o.RevalidationInterval <= TimeSpan.FromHours(1), $"RevalidationInterval must be 1 s to 1 h; it is {o.RevalidationInterval}."),
        .. Unless(
            o.MaxStale >= o.RevalidationInterval && o.MaxStale <= TimeSpan.FromHours(24),
            $"MaxStale ({o.MaxStale}) must be at least RevalidationInterval ({o.RevalidationInterval}) and at most 24 h."),
        .. Unless(o.RememberPhone >= TimeSpan.Zero && o.RememberPhone <= LongestMemory, $"RememberPhone must be 0 to {LongestMemory.Days} days; it is {o.RememberPhone}."),
        .. Unless(o.Patience >= TimeSpan.FromSeconds(10) && o.Patience <= TimeSpan.FromMinutes(15), $"Patience must be 10 s to 15 min; it is {o.Patience}."),
        .. Unless(o.SiteName is not { Length: 0 or > 100 }, "SiteName must have 1 to 100 characters."),
        .. Unless(!string.IsNullOrWhiteSpace(o.Title), "Title is empty."),
        .. OnThisSite(nameof(o.Stylesheet), o.Stylesheet),
        .. OnThisSite(nameof(o.Icon), o.Icon),
        .. OnThisSite(nameof(o.SignUpPath), o.SignUpPath),
    ];

    private static IEnumerable<string> Unless(bool isRight, string fault) => isRight ? [] : [fault];

    private static IEnumerable<string> OnThisSite(string option, string? value) =>
        Unless(value is null || LocalUrl.IsLocal(value), $"{option} must be a path on this site, e.g. /{option.ToLowerInvariant()}; it is '{value}'.");

    private static bool IsWeb(Uri? url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    private static bool IsPath(string? path) => path is { Length: > 1 } && LocalUrl.IsLocal(path) && !path.AsSpan().ContainsAny("?#");

    private static bool IsName(string? name) => name is { Length: > 0 and <= 60 } && name.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static bool IsServerId(string? id) => id is { Length: ServerIdLength } && id.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '+' or '/');
}
