using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.ApiKeys;

/// <summary>Reads a role with all its rights in one statement, so that it is never half of an old and half of a new state.</summary>
internal static class RoleRead
{
    public const string Select = "SELECT r.id, r.number, p.server, p.rights FROM roles AS r LEFT JOIN permissions AS p ON p.role = r.number";

    /// <summary>The read behind every call's API key, so its columns are mapped by hand.</summary>
    public static Role? Run(Statement statement)
    {
        using var reader = statement.Read();
        if (!reader.Read())
        {
            return null;
        }

        var id = RoleId.FromBytes(reader.GetFieldValue<byte[]>(0));
        var number = reader.GetInt64(1);
        var global = Rights.None;
        var onServers = new Dictionary<ServerId, Rights>();
        do
        {
            // A role without any rights comes as one row without them.
            if (!reader.IsDBNull(2))
            {
                var rights = (Rights)reader.GetInt64(3);
                if (reader.GetFieldValue<byte[]>(2) is { Length: > 0 } server)
                {
                    onServers.Add(ServerId.FromBytes(server), rights);
                }
                else
                {
                    global = rights;
                }
            }
        }
        while (reader.Read());

        return new(id, number, global, onServers);
    }
}
