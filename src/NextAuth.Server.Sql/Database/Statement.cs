using Dapper;
using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>One statement, kept prepared: parsing SQL costs more than most of our reads. Belongs to whoever holds its connection.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
    }

    /// <summary>Sets a parameter that this statement has not had before, without looking for it among the others.</summary>
    public Statement Add(string name, object? value)
    {
        _command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return this;
    }

    /// <summary>Sets a parameter of this execution; all of them are set anew each time.</summary>
    public Statement Bind(string name, object? value)
    {
        var parameters = _command.Parameters;
        var index = parameters.IndexOf(name);
        if (index < 0)
        {
            parameters.AddWithValue(name, value ?? DBNull.Value);
        }
        else
        {
            parameters[index].Value = value ?? DBNull.Value;
        }

        return this;
    }

    public Statement Bind(string name, DateTimeOffset value) => Bind(name, value.ToUnixTimeMilliseconds());

    public Statement Bind(string name, DateTimeOffset? value) => Bind(name, value?.ToUnixTimeMilliseconds());

    public Statement Bind(string name, byte[]? value) => Bind(name, (object?)value);

    public Statement Bind(string name, ReadOnlyMemory<byte> value) => Bind(name, value.ToArray());

    /// <returns>How many rows changed.</returns>
    public int Execute() => _command.ExecuteNonQuery();

    /// <summary>The first column of the first row; <see langword="null"/> when there is no row or it holds NULL.</summary>
    public object? Value() => _command.ExecuteScalar() is { } value and not DBNull ? value : null;

    public SqliteDataReader Read() => _command.ExecuteReader();

    public T? First<T>()
        where T : class
    {
        using var reader = Read();
        return reader.Read() ? reader.GetRowParser<T>()(reader) : null;
    }

    /// <summary>All rows. Reads to the end, so that an UPDATE … RETURNING has done all of its work.</summary>
    public List<T> All<T>()
        where T : class
    {
        var rows = new List<T>();
        using var reader = Read();
        while (reader.Read())
        {
            rows.Add(reader.GetRowParser<T>()(reader));
        }

        return rows;
    }

    public void Dispose() => _command.Dispose();
}
