using NextAuth.Protocol.Links;

namespace NextAuth.Server.Registration;

/// <summary>What became of a request for an enrol code.</summary>
public abstract record MakeCodeResult
{
    private MakeCodeResult()
    {
    }

    public sealed record Made(Link.Enrol Code) : MakeCodeResult;

    /// <summary>The server wants unique names, and this one is taken.</summary>
    public sealed record NameTaken : MakeCodeResult;

    /// <summary>The server has just been deleted.</summary>
    public sealed record NoServer : MakeCodeResult;
}
