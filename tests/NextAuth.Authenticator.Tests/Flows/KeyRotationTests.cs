using System.Buffers.Text;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Flows;

public class KeyRotationTests
{
    [Fact]
    public async Task All_three_keys_sign_the_rotation_and_the_new_ones_are_kept()
    {
        await using var phone = await Phone.EnrolledAsync();
        var before = await phone.OnlyAccountAsync();
        phone.Server.Next(async connection => await TakeAsync(connection, phone));

        Assert.IsType<PhoneResult.Done>(await phone.Client.RotateKeysAsync(before.Account.Id, Phone.Token));

        var after = await phone.OnlyAccountAsync();
        Assert.Null(after.Secrets.Pending);
        Assert.NotEqual(before.Secrets.AuthenticationKey, after.Secrets.AuthenticationKey);
        Assert.NotEqual(before.Secrets.TransactionKey, after.Secrets.TransactionKey);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_refused_rotation_keeps_the_old_keys()
    {
        await using var phone = await Phone.EnrolledAsync();
        var before = await phone.OnlyAccountAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var rotate = await connection.ReceiveAsync<Rotate>();
            await connection.SendAsync(new Answer { Re = rotate.Id!.Value, Done = false, Reason = "unavailable" });
        });

        Assert.Equal(new PhoneResult.Refused(Refusal.Unavailable), await phone.Client.RotateKeysAsync(before.Account.Id, Phone.Token));

        Assert.Equal(before.Secrets, (await phone.OnlyAccountAsync()).Secrets);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_lost_answer_the_next_login_finds_out_which_keys_the_server_has(bool taken)
    {
        await using var phone = await Phone.EnrolledAsync();
        var before = await phone.OnlyAccountAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var rotate = await connection.ReceiveAsync<Rotate>();
            if (taken)
            {
                Replace(connection, rotate);
            }

            connection.Break();
        });
        Assert.IsType<PhoneResult.NetworkFailed>(await phone.Client.RotateKeysAsync(before.Account.Id, Phone.Token));
        var between = await phone.OnlyAccountAsync();
        Assert.Equal(before.Secrets.AuthenticationKey, between.Secrets.AuthenticationKey);
        Assert.NotNull(between.Secrets.Pending);

        if (!taken)
        {
            phone.Server.Next(async connection =>
            {
                await connection.RespondAccountAsync();
                Assert.Null(await connection.TryAcceptAsync());
                await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
            });
        }

        phone.Server.Next(connection => connection.OpenAccountAsync());
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
        });

        Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());

        var after = await phone.OnlyAccountAsync();
        var expected = taken ? between.Secrets.Pending.AuthenticationKey : before.Secrets.AuthenticationKey;
        Assert.Equal(expected, after.Secrets.AuthenticationKey);
        Assert.Equal(taken, after.Secrets.Pending is null);
        await phone.Server.FinishedAsync();
    }

    private static async Task TakeAsync(ScriptedConnection connection, Phone phone)
    {
        await connection.OpenAccountAsync();
        var rotate = await connection.ReceiveAsync<Rotate>();
        var saved = await phone.OnlyAccountAsync();
        Assert.NotNull(saved.Secrets.Pending);

        var authentication = Key(rotate.AuthenticationKey);
        var transaction = Key(rotate.TransactionKey);
        var signed = Rotate.SignedBytes(connection.Export("rotate"u8), authentication.Encoded, transaction.Encoded);
        Assert.True(connection.AccountKey.Verify(signed, Base64Url.DecodeFromChars(rotate.Signature)));
        Assert.True(authentication.Verify(signed, Base64Url.DecodeFromChars(rotate.AuthenticationSignature)));
        Assert.True(transaction.Verify(signed, Base64Url.DecodeFromChars(rotate.TransactionSignature)));
        await connection.SendAsync(new Answer { Re = rotate.Id!.Value, Done = true });
    }

    private static void Replace(ScriptedConnection connection, Rotate rotate)
    {
        var key = Key(rotate.AuthenticationKey);
        connection.Server.Accounts.Clear();
        connection.Server.Accounts[Convert.ToHexString(key.Encoded)] = key;
    }

    private static P256PublicKey Key(string text) =>
        P256PublicKey.TryImport(Base64Url.DecodeFromChars(text), out var key) ? key : throw new InvalidOperationException("No key.");
}
