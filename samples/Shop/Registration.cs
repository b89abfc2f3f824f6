using Shop.Api;

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
internal sealed class Registration(NextAuthClient api) : IDisposable
{
    // registerUser ties a phone to a user whether or not the user exists, so without the question before it, anybody could sign up as anybody and
    // be let in. Question and answer are two calls; one at a time, two newcomers can't both be told that a name is free.
    // A shop of several processes needs a unique index in its own database in place of this lock.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task<bool> IsTakenAsync(string name, CancellationToken cancellationToken) =>
        (await api.GetUserAsync(name, cancellationToken)).Count > 0;

    /// <summary>Finishes a sign-up: ties the phone that this visitor has just enrolled to the name he chose.</summary>
    public async Task<RegistrationOutcome> FinishAsync(Visitor visitor, string name, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (await api.GetSessionAsync(visitor.Nonce, cancellationToken) is not { LoggedIn: true, UserId: null })
            {
                return RegistrationOutcome.NoPhone;
            }

            if (await IsTakenAsync(name, cancellationToken))
            {
                return RegistrationOutcome.NameTaken;
            }

            return await api.RegisterUserAsync(visitor.Nonce, name, cancellationToken) ? RegistrationOutcome.Done : RegistrationOutcome.NoPhone;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
