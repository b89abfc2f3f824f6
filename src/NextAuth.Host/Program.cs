using NextAuth.Host.Commands;

var call = CommandCall.Of(args, Console.Out, Console.Error);
return await HostCommandLine.RunAsync(
    call,
    ServeCommand.Make(call),
    [
        KeysCommand.Make(call),
        ServersCommand.Make(call),
        PermissionsCommand.Make(call),
        BackupCommand.Make(call),
        CheckCommand.Make(call),
        VerifyEvidenceCommand.Make(call),
    ]);
