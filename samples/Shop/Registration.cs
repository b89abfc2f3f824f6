using NextAuthApi;
using Shop.Hosting;

namespace Shop;

internal enum RegistrationOutcome
{
    Done,

    /// <summary>No new phone has been enrolled in this session yet.</summary>
    NoPhone,

    /// <summary>Somebody else was faster. The phone is enrolled and may have another name.</summary>
    NameTaken,
}

/// <summary>Gives a new phone its user. A name that has a phone already is out of reach here: whoever owns it logs in and adds phones there.</summary>
/// <remarks>A name whose phones have all deleted their accounts is free again: a shop that keeps orders under it remembers names itself.</remarks>
internal sealed class Registration(SessionsApi sessions, UsersApi users, RegistrationApi registration, ShopIdentity shop)
{
    // registerUser ties a phone to a user whether or not the user exists, so without the question before it, anybody could sign up as anybody and
    // be let in. Question and answer are two calls; one at a time, two newcomers can't both be told that a name is free.
    // A shop of several processes needs a unique index in its own database in place of this lock.
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public async Task<bool> IsTakenAsync(string name, CancellationToken cancellationToken) =>
        (await users.GetUserAsync(shop.ServerId, name, cancellationToken: cancellationToken)).Items.Count > 0;

    /// <summary>Finishes a sign-up: ties the phone that was enrolled in its session to the name that was chosen. Doing it twice changes nothing.</summary>
    public async Task<RegistrationOutcome> FinishAsync(Enrolment enrolment, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await sessions.GetSessionAsync(shop.ServerId, enrolment.Nonce, cancellationToken) switch
            {
                { Loggedin: true, Userid: { } user } when user == enrolment.Name => RegistrationOutcome.Done,
                { Loggedin: true, Userid: null } => await RegisterAsync(enrolment, cancellationToken),
                _ => RegistrationOutcome.NoPhone,
            };
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<RegistrationOutcome> RegisterAsync(Enrolment enrolment, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(enrolment.Name, cancellationToken))
        {
            return RegistrationOutcome.NameTaken;
        }

        try
        {
            await registration.RegisterUserAsync(shop.ServerId, enrolment.Nonce, enrolment.Name, cancellationToken);
            return RegistrationOutcome.Done;
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.NotLoggedIn)
        {
            return RegistrationOutcome.NoPhone;
        }
    }
}
