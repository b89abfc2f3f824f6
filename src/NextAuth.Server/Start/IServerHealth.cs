namespace NextAuth.Server.Start;

/// <summary>Whether this process can serve. Given by the program, which knows all of its parts.</summary>
public interface IServerHealth
{
    /// <summary>Looks, or tells what was found at most some seconds ago: the question is open to everybody and must cost nothing.</summary>
    ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken);
}
