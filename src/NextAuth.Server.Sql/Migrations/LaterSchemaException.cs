namespace NextAuth.Server.Sql.Migrations;

/// <summary>The database has tables of a later version of this program. It was not touched: what an earlier version writes there, the later one may not understand.</summary>
public sealed class LaterSchemaException() : Exception("The database is of a later version of this program.");
