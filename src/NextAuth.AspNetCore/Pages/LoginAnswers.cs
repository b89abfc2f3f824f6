using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>Writes the answers: pages for people, JSON for the page's own script, and the headers that belong to both.</summary>
internal sealed class LoginAnswers(HttpContext http, NextAuthOptions options, PathString root)
{
    private static readonly TimeSpan AssetAge = TimeSpan.FromDays(365);

    private readonly string _policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + $"connect-src 'self' {options.Socket().GetLeftPart(UriPartial.Authority)}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// <summary>Gets a value indicating whether the page's script asks.</summary>
    public bool IsForScript => http.Request.Headers.Accept == "application/json";

    public async Task SendPageAsync(int status, string html)
    {
        SetHeaders(status, "text/html; charset=utf-8");
        await WriteAsync(Encoding.UTF8.GetBytes(html)).ConfigureAwait(false);
    }

    /// <summary>What a page would come with, without making it.</summary>
    public void SendHead() => SetHeaders(StatusCodes.Status200OK, "text/html; charset=utf-8");

    public async Task SendJsonAsync(ScriptAnswer answer, int status = StatusCodes.Status200OK)
    {
        SetHeaders(status, "application/json");
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, ScriptJson.Default.ScriptAnswer)).ConfigureAwait(false);
    }

    public Task SendWordsAsync(int status, string title, string words, string next) => IsForScript
        ? SendJsonAsync(new() { Words = words, Kind = Progress.Stopped }, status)
        : SendPageAsync(status, new LoginPage(options, root, $"{http.Request.PathBase}").ToWords(title, words, next));

    /// <summary>Sends the browser on after a form; the script goes by itself.</summary>
    public Task MoveAsync(string url)
    {
        if (IsForScript)
        {
            return SendJsonAsync(new() { Next = url });
        }

        Redirect(url);
        return Task.CompletedTask;
    }

    public void Redirect(string url)
    {
        // 303: what follows a form is a GET.
        SetHeaders(StatusCodes.Status303SeeOther, null);
        http.Response.Headers.Location = url;
    }

    public async Task SendAssetAsync(PageAsset asset)
    {
        SetHeaders(StatusCodes.Status200OK, asset.ContentType);
        http.Response.Headers.CacheControl = $"public, max-age={AssetAge.TotalSeconds}, immutable";
        await WriteAsync(asset.Bytes).ConfigureAwait(false);
    }

    private void SetHeaders(int status, string? contentType)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = status;
        headers.ContentType = contentType;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // Pages hold codes and tickets.
        headers.CacheControl = "no-store";
    }

    private async Task WriteAsync(byte[] body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }
}

/// <summary>What the script is told. Members without a value are left out.</summary>
internal sealed record ScriptAnswer
{
    public string? Next { get; init; }

    public string? Words { get; init; }

    public string? Kind { get; init; }

    public string? Digits { get; init; }

    public string? Link { get; init; }

    public string? Picture { get; init; }

    public string? Hint { get; init; }

    /// <summary>For how many seconds the link is good.</summary>
    public int? Life { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScriptAnswer))]
internal sealed partial class ScriptJson : JsonSerializerContext;
