namespace NextAuth.Load.Measurements;

/// <summary>All logins of a run, to be counted once, whichever measurement made them.</summary>
internal sealed class LoginTally
{
    public int Count { get; private set; }

    public int Missed { get; private set; }

    public void Add(IReadOnlyCollection<Login> logins)
    {
        Count += logins.Count;
        Missed += logins.Count(login => login.Latency is null);
    }
}
