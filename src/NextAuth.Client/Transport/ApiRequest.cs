using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NextAuthApi.Transport;

/// <summary>One call as the generated classes build it.</summary>
internal sealed class ApiRequest(HttpMethod method, string path)
{
    private readonly StringBuilder _query = new();
    private string? _nonce;
    private byte[]? _body;

    /// <summary>Whether a repeat does the same as one call. The server says so of nothing that pushes or makes something new.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Writes a text into a path: percent-encoded, so that it stays one segment.</summary>
    /// <exception cref="ArgumentException">It is empty, or a segment that leads elsewhere in every spelling.</exception>
    public static string Segment(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);

        // "." and ".." are taken out of every URL, however they are written: DELETE users/.. would delete the server.
        return value is "." or ".." ? throw new ArgumentException("Must not be '.' or '..'.", name) : Uri.EscapeDataString(value);
    }

    /// <summary>Writes a number into a path.</summary>
    public static string Segment(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names the session.</summary>
    public ApiRequest OfSession(string nonce, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(nonce, name);
        if (nonce.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("Must be visible ASCII characters.", name);
        }

        _nonce = nonce;
        return this;
    }

    /// <summary>Adds a parameter of the query; <see langword="null"/>: none.</summary>
    public ApiRequest With(string name, string? value)
    {
        if (value is not null)
        {
            _query.Append(_query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public ApiRequest With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public ApiRequest With(string name, bool? value) => With(name, value switch { true => "true", false => "false", null => null });

    public ApiRequest With(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            With(name, value);
        }

        return this;
    }

    /// <summary>Adds a JSON body; <see langword="null"/>: none.</summary>
    public ApiRequest WithBody<T>(T? value, JsonTypeInfo<T> type)
        where T : class
    {
        _body = value is null ? null : JsonSerializer.SerializeToUtf8Bytes(value, type);
        return this;
    }

    public HttpRequestMessage ToMessage(NextAuthApiOptions options)
    {
        var message = new HttpRequestMessage(method, new Uri(options.Root(), path + _query));
        message.Headers.TryAddWithoutValidation("X-apikey", options.ApiKey);
        if (options.RoleId is { } role)
        {
            message.Headers.TryAddWithoutValidation("X-su", role);
        }

        if (_nonce is not null)
        {
            message.Headers.TryAddWithoutValidation("X-nonce", _nonce);
        }

        message.Headers.TryAddWithoutValidation("Accept", "application/json, application/problem+json, */*;q=0.1");
        if (_body is not null)
        {
            message.Content = new ByteArrayContent(_body) { Headers = { ContentType = new("application/json") } };
        }

        message.Options.Set(RetryRules.IsRepeatable, IsRepeatable);
        return message;
    }
}
