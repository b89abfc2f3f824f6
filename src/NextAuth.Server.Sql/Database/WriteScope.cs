namespace NextAuth.Server.Sql.Database;

/// <summary>What a write works with: statements inside its own savepoint.</summary>
internal sealed class WriteScope(Connection connection)
{
    /// <summary>Whether the write has asked to leave no trace.</summary>
    public bool IsUndone { get; set; }

    public Statement Statement(string sql) => connection.Statement(sql);

    /// <summary>Answers with a result but stores nothing of what the write has done so far.</summary>
    public T Undo<T>(T result)
    {
        IsUndone = true;
        return result;
    }
}
