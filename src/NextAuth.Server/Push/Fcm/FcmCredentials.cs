using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;

namespace NextAuth.Server.Push.Fcm;

/// <summary>A service account as Google's file describes it.</summary>
internal sealed record FcmCredentials
{
    private const int MaxFileSize = 64 * 1024;

    public required string ProjectId { get; init; }

    private string Email { get; init; } = "";

    private string PrivateKey { get; init; } = "";

    private string TokenUri { get; init; } = "";

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="credentials">What it says.</param>
    /// <param name="refusal">What is wrong, without a word of the file.</param>
    public static bool TryRead(string path, [NotNullWhen(true)] out FcmCredentials? credentials, [NotNullWhen(false)] out string? refusal)
    {
        credentials = null;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileSize })
            {
                refusal = "is too large; must name the JSON file of a service account";
                return false;
            }

            credentials = Parse(File.ReadAllBytes(path));
            refusal = credentials is null ? "must name the JSON file of a service account, with project_id, client_email, private_key and token_uri" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = "cannot be read; must name a file that this user may read";
        }
        catch (JsonException)
        {
            refusal = "is no JSON; must name the JSON file of a service account";
        }

        return credentials is not null;
    }

    /// <summary>Makes what gets tokens from Google and keeps them while they are good. It does not retry: the queue does.</summary>
    public ServiceAccountCredential ToCredential(PushHttp http) => new(new ServiceAccountCredential.Initializer(Email, TokenUri)
    {
        Scopes = ["https://www.googleapis.com/auth/firebase.messaging"],
        HttpClientFactory = new Clients(http),
        DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
    }.FromPrivateKey(PrivateKey));

    /// <summary>Does not reveal the key.</summary>
    public override string ToString() => $"{nameof(FcmCredentials)} of {ProjectId}";

    private static FcmCredentials? Parse(byte[] json)
    {
        using var file = JsonDocument.Parse(json);
        if (file.RootElement.ValueKind is not JsonValueKind.Object
            || Text(file.RootElement, "project_id") is not { } project || !project.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.')
            || Text(file.RootElement, "client_email") is not { } email
            || Text(file.RootElement, "private_key") is not { } key
            || Text(file.RootElement, "token_uri") is not { } tokens || !Uri.TryCreate(tokens, UriKind.Absolute, out var uri) || uri.Scheme is not "https")
        {
            return null;
        }

        var credentials = new FcmCredentials { ProjectId = project, Email = email, PrivateKey = key, TokenUri = tokens };
        return IsKey(email, key) ? credentials : null;
    }

    private static bool IsKey(string email, string key)
    {
        try
        {
            return new ServiceAccountCredential.Initializer(email).FromPrivateKey(key).Key is not null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement file, string member) =>
        file.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // Its own would follow redirects and read answers of any size.
    private sealed class Clients(PushHttp http) : Google.Apis.Http.HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => http.MakeHandler();
    }
}
