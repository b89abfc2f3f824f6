using Microsoft.Extensions.Options;
using NextAuth.Server.Push.Apns;
using NextAuth.Server.Push.Fcm;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Push;

/// <summary>What is wrong with the settings of the push services, in one line that names the setting. Reads the files they name, and repeats nothing of them.</summary>
public static class PushSettingCheck
{
    private const int AppleIdLength = 10;

    /// <summary>The first mistake; <see langword="null"/>: none.</summary>
    public static string? FirstError(WebPushOptions webPush, FcmOptions fcm, ApnsOptions apns) => Error(webPush) ?? Error(fcm) ?? Error(apns);

    internal static string? Error(WebPushOptions options)
    {
        var isRight = options.Subject is null
            || (Uri.TryCreate(options.Subject, UriKind.Absolute, out var subject)
                && (subject.Scheme is "https" || (subject.Scheme is "mailto" && subject.AbsoluteUri.Contains('@', StringComparison.Ordinal))));
        return isRight ? null : $"{WebPushOptions.Section}:{nameof(WebPushOptions.Subject)}: must be mailto: and an address, or an https address, such as mailto:push@example.com";
    }

    internal static string? Error(FcmOptions options) =>
        !IsHttps(options.Url) ? $"{FcmOptions.Section}:{nameof(FcmOptions.Url)}: must be an https address"
        : options.CredentialsFile is { } file && !FcmCredentials.TryRead(file, out _, out var refusal)
            ? $"{FcmOptions.Section}:{nameof(FcmOptions.CredentialsFile)}: {refusal}"
            : null;

    internal static string? Error(ApnsOptions options)
    {
        if (options.Url is not null && !IsHttps(options.Url))
        {
            return $"{ApnsOptions.Section}:{nameof(ApnsOptions.Url)}: must be an https address";
        }

        if (options is { KeyFile: null, KeyId: null, TeamId: null, Topic: null })
        {
            return null;
        }

        if (options.KeyFile is not { } file)
        {
            return $"{ApnsOptions.Section}:{nameof(ApnsOptions.KeyFile)}: is missing; must name the .p8 file that the other settings of {ApnsOptions.Section} belong to";
        }

        if (!ApnsKey.TryRead(file, out var key, out var refusal))
        {
            return $"{ApnsOptions.Section}:{nameof(ApnsOptions.KeyFile)}: {refusal}";
        }

        key.Dispose();
        return !IsAppleId(options.KeyId) ? $"{ApnsOptions.Section}:{nameof(ApnsOptions.KeyId)}: must be the {AppleIdLength} letters and digits that Apple names the key by"
            : !IsAppleId(options.TeamId) ? $"{ApnsOptions.Section}:{nameof(ApnsOptions.TeamId)}: must be the {AppleIdLength} letters and digits of the team"
            : !IsBundleId(options.Topic) ? $"{ApnsOptions.Section}:{nameof(ApnsOptions.Topic)}: must be the app's bundle id, such as com.example.phone"
            : null;
    }

    private static bool IsHttps(Uri url) => url is { IsAbsoluteUri: true, Scheme: "https" };

    private static bool IsAppleId(string? id) => id?.Length == AppleIdLength && id.All(char.IsAsciiLetterOrDigit);

    // It becomes a header.
    private static bool IsBundleId(string? topic) => topic is { Length: > 0 and <= 200 } && topic.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}

/// <summary>The same where no program has looked before.</summary>
internal sealed class PushSettingsValidator : IValidateOptions<WebPushOptions>, IValidateOptions<FcmOptions>, IValidateOptions<ApnsOptions>
{
    public ValidateOptionsResult Validate(string? name, WebPushOptions options) => Result(PushSettingCheck.Error(options));

    public ValidateOptionsResult Validate(string? name, FcmOptions options) => Result(PushSettingCheck.Error(options));

    public ValidateOptionsResult Validate(string? name, ApnsOptions options) => Result(PushSettingCheck.Error(options));

    private static ValidateOptionsResult Result(string? error) => error is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(error);
}
