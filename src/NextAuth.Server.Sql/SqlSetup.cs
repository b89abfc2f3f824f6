using Microsoft.Extensions.DependencyInjection;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Accounts;
using NextAuth.Server.Sql.ApiKeys;
using NextAuth.Server.Sql.Attributes;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Migrations;
using NextAuth.Server.Sql.Push;
using NextAuth.Server.Sql.Registration;
using NextAuth.Server.Sql.Servers;
using NextAuth.Server.Sql.Sessions;
using NextAuth.Server.Sql.Transactions;
using NextAuth.Server.Sql.Users;
using NextAuth.Server.Transactions;
using NextAuth.Server.Users;

namespace NextAuth.Server.Sql;

/// <summary>Registers the stores. Needs a <see cref="TimeProvider"/> among the services.</summary>
public static class SqlSetup
{
    /// <summary>Adds all stores and <see cref="IStorageHealth"/>, on one database. The container closes it: after everything that writes.</summary>
    public static IServiceCollection AddSqlStores(this IServiceCollection services, DatabaseUri uri) => services
        .AddSingleton(provider => new SqlDatabase(uri, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IStorageHealth>(static provider => provider.GetRequiredService<SqlDatabase>())
        .AddSingleton<IApiKeyStore, SqlApiKeyStore>()
        .AddSingleton<IServerStore, SqlServerStore>()
        .AddSingleton<IAccountStore, SqlAccountStore>()
        .AddSingleton<IUserStore, SqlUserStore>()
        .AddSingleton<IAttributeStore, SqlAttributeStore>()
        .AddSingleton<ISessionStore, SqlSessionStore>()
        .AddSingleton<IPushStore, SqlPushStore>()
        .AddSingleton<IPushEndpointStore, SqlPushEndpointStore>()
        .AddSingleton<IVapidKeyStore, SqlVapidKeyStore>()
        .AddSingleton<ITransactionStore, SqlTransactionStore>()
        .AddSingleton<IEnrolmentStore, SqlEnrolmentStore>();

    /// <summary>Opens the database, making it when it is new, and brings its tables up to date. To be called once, before the first request.</summary>
    /// <param name="services">With <see cref="AddSqlStores"/>.</param>
    /// <param name="upgrading">Told that the tables are of an earlier version, before they are brought up to date: with a million users that may take minutes.</param>
    /// <param name="cancellationToken">Has an effect until then.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be opened or written.</exception>
    /// <exception cref="LaterSchemaException">A later version of this program has used the database.</exception>
    public static Task InitializeSqlStoresAsync(this IServiceProvider services, Action? upgrading, CancellationToken cancellationToken) =>
        services.GetRequiredService<SqlDatabase>().InitializeAsync(upgrading, cancellationToken);

    /// <summary>Opens the database for reading alone, instead of <see cref="InitializeSqlStoresAsync"/>: also beside the process that writes to it.</summary>
    /// <returns>Which tables there are; anything but <see cref="SchemaState.Current"/>: it is not open.</returns>
    /// <exception cref="StorageUnavailableException">There is no file, or it cannot be read.</exception>
    public static SchemaState OpenSqlStoresForReading(this IServiceProvider services) => services.GetRequiredService<SqlDatabase>().OpenForReading();
}
