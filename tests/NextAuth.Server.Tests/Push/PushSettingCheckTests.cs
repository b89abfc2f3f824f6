using System.Security.Cryptography;
using NextAuth.Server.Push;
using NextAuth.Server.Push.Apns;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Tests.Push;

public sealed class PushSettingCheckTests : IDisposable
{
    private static readonly Uri Tokens = new("https://oauth2.example.com/token");

    private readonly ServiceKeys _keys = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void Nothing_given_is_right() => Assert.Null(PushSettingCheck.FirstError(new(), new(), new()));

    [Fact]
    public void Everything_given_is_right() => Assert.Null(PushSettingCheck.FirstError(
        new() { Subject = "mailto:push@example.com" },
        new() { CredentialsFile = _keys.GoogleFile(Tokens) },
        Apns(_keys.AppleFile())));

    [Theory]
    [InlineData("mailto:push@example.com", true)]
    [InlineData("https://example.com/contact", true)]
    [InlineData("push@example.com", false)]
    [InlineData("mailto:", false)]
    [InlineData("http://example.com/", false)]
    [InlineData("", false)]
    public void A_subject_is_somebody_to_write_to(string subject, bool isRight)
    {
        var error = PushSettingCheck.FirstError(new() { Subject = subject }, new(), new());
        Assert.Equal(isRight, error is null);
        Assert.True(error?.StartsWith("NextAuth:Push:WebPush:Subject: must be ", StringComparison.Ordinal) is not false, error);
    }

    [Fact]
    public void A_wrong_file_of_Google_is_named_and_not_repeated()
    {
        var good = File.ReadAllText(_keys.GoogleFile(Tokens));
        Assert.All(
            (string[])
            [
                "",
                "no JSON",
                "[]",
                "{}",
                good.Replace("project_id", "project", StringComparison.Ordinal),
                good.Replace("example-project\"", "../other\"", StringComparison.Ordinal),
                good.Replace("BEGIN PRIVATE KEY", "BEGIN SECRET", StringComparison.Ordinal),
                good.Replace("https://oauth2", "http://oauth2", StringComparison.Ordinal),
                good + new string(' ', 70_000),
            ],
            text => AssertNamed("NextAuth:Push:Fcm:CredentialsFile: ", PushSettingCheck.FirstError(new(), new() { CredentialsFile = _keys.Write("wrong.json", text) }, new())));
        AssertNamed("NextAuth:Push:Fcm:CredentialsFile: cannot be read", PushSettingCheck.FirstError(new(), new() { CredentialsFile = "/nowhere/google.json" }, new()));
        AssertNamed("NextAuth:Push:Fcm:Url: ", PushSettingCheck.FirstError(new(), new() { Url = new("http://fcm.example.com/") }, new()));
    }

    [Fact]
    public void A_wrong_file_of_Apple_is_named_and_not_repeated()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.All(
            (string[])["", "no PEM", other.ExportPkcs8PrivateKeyPem(), _keys.Apple.ExportSubjectPublicKeyInfoPem(), _keys.Google.ExportPkcs8PrivateKeyPem(), new string(' ', 10_000)],
            text => AssertNamed("NextAuth:Push:Apns:KeyFile: ", PushSettingCheck.FirstError(new(), new(), Apns(_keys.Write("wrong.p8", text)))));
        AssertNamed("NextAuth:Push:Apns:KeyFile: cannot be read", PushSettingCheck.FirstError(new(), new(), Apns("/nowhere/AuthKey.p8")));
    }

    [Fact]
    public void What_belongs_together_is_asked_for_by_name()
    {
        var file = _keys.AppleFile();
        (string Setting, ApnsOptions Options)[] wrong =
        [
            ("KeyFile", Apns(null)),
            ("KeyId", Apns(file, keyId: null)),
            ("KeyId", Apns(file, keyId: "short")),
            ("KeyId", Apns(file, keyId: "ABCDE\"1234")),
            ("TeamId", Apns(file, teamId: null)),
            ("Topic", Apns(file, topic: null)),
            ("Topic", Apns(file, topic: "com.example\r\nx: y")),
        ];
        Assert.All(wrong, each => AssertNamed($"NextAuth:Push:Apns:{each.Setting}: ", PushSettingCheck.FirstError(new(), new(), each.Options)));

        var plain = Apns(file);
        plain.Url = new("http://apns.example.com/");
        AssertNamed("NextAuth:Push:Apns:Url: ", PushSettingCheck.FirstError(new(), new(), plain));
    }

    private static ApnsOptions Apns(string? file, string? keyId = "ABCDE12345", string? teamId = "TEAM123456", string? topic = "com.example.phone") =>
        new() { KeyFile = file, KeyId = keyId, TeamId = teamId, Topic = topic };

    private static void AssertNamed(string start, string? error)
    {
        Assert.NotNull(error);
        Assert.StartsWith(start, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.DoesNotContain("PRIVATE", error, StringComparison.Ordinal);
    }
}
