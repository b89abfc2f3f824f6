namespace Shop.Hosting;

/// <summary>The command line. A setting may stand there as well as in appsettings.json or the environment; a word that is none of it is a mistake, and not passed over.</summary>
internal static class Arguments
{
    private const string Usage = $"""
        A small shop where people log in with their phone, and the nextAuth server it needs.

        dotnet run --project samples/Shop [-- OPTION …]

          {Lan.Switch}            for phones on this network: https, and addresses that they can reach
          --Shop:NAME=VALUE  a setting, e.g. --Shop:Url=http://localhost:9081, --Shop:ServerUrl=http://localhost:9080,
                           --Shop:ServerOpsPort=9614, --Shop:Data=FOLDER, --Shop:Name="My shop", --Shop:TypedCode=true
          --help           this text

        Settings of the server are handed on by the environment, e.g. NextAuth__Push__Lifetime=00:05:00.
        """;

    /// <summary>What the command line asks for instead of the shop.</summary>
    /// <returns>The exit code; <see langword="null"/>: open the shop.</returns>
    public static int? Answer(string[] arguments)
    {
        if (arguments.Any(static argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (arguments.FirstOrDefault(static argument => argument != Lan.Switch && !IsSetting(argument)) is { } unknown)
        {
            Console.Error.WriteLine($"\"{unknown}\" is no option of the shop: there are {Lan.Switch}, --Shop:NAME=VALUE and --help.");
            return 2;
        }

        return null;
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf(':', StringComparison.Ordinal) is > 2 and var colon && argument.IndexOf('=', StringComparison.Ordinal) > colon;
}
