using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Registration;

namespace NextAuth.Adapters.Tests.Registration;

/// <summary>What every <see cref="IEnrolmentStore"/> promises.</summary>
public abstract class EnrolmentStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_enrolment_makes_account_user_and_login_together()
    {
        var enrolment = await AddAsync(userId: "new user/ä");
        Assert.Equal(enrolment with { Id = [] }, (await FindAsync(enrolment))! with { Id = [] });
        Assert.Null(await fixture.Enrolments.FindAsync(ServerId.New(), enrolment.Id, Cancellation));

        var command = StoreFixture.Command(enrolment, StoreFixture.Key()) with { PingDeadline = Now.AddSeconds(30) };
        var enrolled = Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(command, Cancellation));

        Assert.Equal((enrolment.Session, true, 1u), (enrolled.Session, enrolled.LoggedIn, enrolled.Epoch));
        Assert.Equal([enrolled.Account], (await fixture.Accounts.UnblockedOfUserAsync(_server, "new user/ä", Cancellation))!);
        var session = await fixture.Sessions.FindAsync(enrolment.Session, Cancellation);
        Assert.Equal((enrolled.Account, Now.AddHours(12), Now.AddSeconds(30)), (session!.LastAccount, session.LoginExpires, session.PingDeadline));
        Assert.Null(await FindAsync(enrolment));
    }

    [Fact]
    public async Task A_code_enrols_one_phone_however_many_try()
    {
        var enrolment = await AddAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => fixture.Enrolments.CompleteAsync(StoreFixture.Command(enrolment, StoreFixture.Key()), Cancellation))));

        Assert.Single(results, result => result is StoreEnrolResult.Enrolled);
        Assert.Equal(19, results.Count(result => result is StoreEnrolResult.Refused));
    }

    // A photograph of the page's earlier code must not enrol a stranger's phone after its owner has used the later one, or has left.
    [Fact]
    public async Task An_enrolment_or_a_logout_uses_up_all_codes_of_its_session()
    {
        var photographed = await AddAsync();
        var used = await AddAsync(photographed.Session);
        var other = await AddAsync();

        Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(StoreFixture.Command(used, StoreFixture.Key()), Cancellation));
        Assert.IsType<StoreEnrolResult.Refused>(await fixture.Enrolments.CompleteAsync(StoreFixture.Command(photographed, StoreFixture.Key()), Cancellation));

        var left = await AddAsync(photographed.Session);
        await fixture.Sessions.LogOutAsync(photographed.Session, StoreFixture.Notice, Cancellation);
        Assert.Null(await FindAsync(left));
        await fixture.Sessions.LogOutByPhoneAsync(other.Session, 1, Cancellation);
        Assert.NotNull(await FindAsync(other));
        await fixture.Sessions.LogOutAsync(other.Session, StoreFixture.Notice, Cancellation);
        Assert.Null(await FindAsync(other));
    }

    [Fact]
    public async Task Somebody_who_is_logged_in_stays_logged_in()
    {
        var (before, _, session) = await fixture.EnrolAsync(_server);
        var enrolment = await AddAsync(session);

        var result = await fixture.Enrolments.CompleteAsync(StoreFixture.Command(enrolment, StoreFixture.Key()), Cancellation);

        var enrolled = Assert.IsType<StoreEnrolResult.Enrolled>(result);
        Assert.Equal((false, 1u), (enrolled.LoggedIn, enrolled.Epoch));
        Assert.Equal(before, (await fixture.Sessions.FindAsync(session, Cancellation))!.LastAccount);
        Assert.Null((await fixture.Accounts.FindAsync(_server, enrolled.Account, Cancellation))!.LastLogin);
    }

    [Fact]
    public async Task A_session_that_was_logged_out_is_logged_in_with_the_next_epoch()
    {
        var (_, _, session) = await fixture.EnrolAsync(_server);
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);

        var result = await fixture.Enrolments.CompleteAsync(StoreFixture.Command(await AddAsync(session), StoreFixture.Key()), Cancellation);

        Assert.Equal((true, 3u), result is StoreEnrolResult.Enrolled enrolled ? (enrolled.LoggedIn, enrolled.Epoch) : default);
    }

    [Fact]
    public async Task An_expired_unknown_or_foreign_code_is_refused_and_leaves_nothing_behind()
    {
        var enrolment = await AddAsync(userId: "ghost");
        var command = StoreFixture.Command(enrolment, StoreFixture.Key());

        await RefusedAsync(command with { Now = enrolment.Expires });
        await RefusedAsync(command with { EnrolmentId = new byte[16] });
        await RefusedAsync(command with { Server = ServerId.New() });

        Assert.Null(await fixture.Accounts.FindByKeyAsync(_server, command.PublicKey, Cancellation));
        Assert.Null(await fixture.Accounts.UnblockedOfUserAsync(_server, "ghost", Cancellation));
        Assert.Null(await fixture.Sessions.FindAsync(enrolment.Session, Cancellation));
        Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(command, Cancellation));
    }

    [Fact]
    public async Task A_key_that_belongs_to_an_account_is_refused_and_the_code_stays_usable()
    {
        var (_, taken, _) = await fixture.EnrolAsync(_server);
        var enrolment = await AddAsync(userId: "ghost");

        await RefusedAsync(StoreFixture.Command(enrolment, taken));

        Assert.NotNull(await FindAsync(enrolment));
        Assert.False(await fixture.Users.ExistsAsync(_server, "ghost", Cancellation));
        Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(StoreFixture.Command(enrolment, StoreFixture.Key()), Cancellation));
    }

    [Fact]
    public async Task A_taken_name_keeps_the_code_usable_and_counts_only_where_names_are_unique()
    {
        Assert.False(await fixture.Enrolments.IsNameTakenAsync(_server, "Ann", Cancellation));
        await fixture.EnrolAsync(_server, label: "Ann");
        Assert.True(await fixture.Enrolments.IsNameTakenAsync(_server, "Ann", Cancellation));
        Assert.False(await fixture.Enrolments.IsNameTakenAsync(ServerId.New(), "Ann", Cancellation));

        var command = StoreFixture.Command(await AddAsync(label: "Ann"), StoreFixture.Key());
        Assert.IsType<StoreEnrolResult.NameTaken>(await fixture.Enrolments.CompleteAsync(command with { UniqueNames = true }, Cancellation));
        Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(command, Cancellation));
    }

    [Fact]
    public async Task A_unique_name_goes_to_one_of_many_codes_used_at_once()
    {
        var commands = new List<EnrolCommand>();
        for (var i = 0; i < 20; i++)
        {
            commands.Add(StoreFixture.Command(await AddAsync(label: "Only"), StoreFixture.Key()) with { UniqueNames = true });
        }

        var results = await Task.WhenAll(commands.Select(command => Task.Run(() => fixture.Enrolments.CompleteAsync(command, Cancellation))));

        Assert.Single(results, result => result is StoreEnrolResult.Enrolled);
        Assert.Equal(19, results.Count(result => result is StoreEnrolResult.NameTaken));
    }

    [Fact]
    public async Task Expired_enrolments_are_forgotten_and_live_ones_kept()
    {
        var enrolment = await AddAsync();

        await fixture.Enrolments.ForgetAsync(enrolment.Expires.AddMilliseconds(-1), 1000, Cancellation);
        Assert.NotNull(await FindAsync(enrolment));
        Assert.Equal(1, await fixture.Enrolments.ForgetAsync(enrolment.Expires, 1, Cancellation));
    }

    private Task<Enrolment?> FindAsync(Enrolment enrolment) => fixture.Enrolments.FindAsync(_server, enrolment.Id, Cancellation);

    private async Task RefusedAsync(EnrolCommand command) =>
        Assert.IsType<StoreEnrolResult.Refused>(await fixture.Enrolments.CompleteAsync(command, Cancellation));

    private async Task<Enrolment> AddAsync(Hsid? session = null, string? userId = null, string label = "label")
    {
        var enrolment = new Enrolment(RandomNumberGenerator.GetBytes(16), _server, session ?? StoreFixture.NewSession(), label, userId, Now.AddMinutes(10));
        await fixture.Enrolments.AddAsync(enrolment, Cancellation);
        return enrolment;
    }
}

public sealed class SqliteEnrolmentStoreTests(SqliteFixture fixture) : EnrolmentStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryEnrolmentStoreTests(MemoryFixture fixture) : EnrolmentStoreContract(fixture), IClassFixture<MemoryFixture>;
