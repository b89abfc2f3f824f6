using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace NextAuthApi.AspNetCore.Cookies;

/// <summary>
/// Seals what a browser keeps for us, and opens it. Each kind of ticket, and each virtual server, has a purpose of its own: one is never taken for another,
/// nor for a cookie of an application with the same keys.
/// </summary>
internal sealed class Seal(IDataProtectionProvider provider)
{
    // A return URL has 2000 characters at most.
    private const int MaxLength = 4096;

    public string Close(LoginTicket ticket, string serverId) => Close("login", serverId, ticket.Created, writer =>
    {
        writer.Write(ticket.Nonce);
        writer.Write(ticket.Browser);
        writer.Write(ticket.ReturnUrl);
    });

    public string Close(SessionTicket ticket, string serverId) => Close("session", serverId, ticket.Created, writer =>
    {
        writer.Write(ticket.Nonce);
        writer.Write(ticket.Account);
    });

    public string Close(PhoneTicket ticket, string serverId) => Close("phone", serverId, ticket.Created, writer => writer.Write(ticket.Account));

    public LoginTicket? OpenLogin(string? text, string serverId) =>
        Open("login", serverId, text, static (reader, created) => new LoginTicket(reader.ReadString(), reader.ReadString(), reader.ReadString(), created));

    public SessionTicket? OpenSession(string? text, string serverId) =>
        Open("session", serverId, text, static (reader, created) => new SessionTicket(reader.ReadString(), reader.ReadInt64(), created));

    public PhoneTicket? OpenPhone(string? text, string serverId) => Open("phone", serverId, text, static (reader, created) => new PhoneTicket(reader.ReadInt64(), created));

    // The version is part of the purpose: a ticket of another form does not open.
    private IDataProtector Protector(string kind, string serverId) => provider.CreateProtector("NextAuthApi.AspNetCore", "v1", kind, serverId);

    private string Close(string kind, string serverId, DateTimeOffset created, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            writer.Write(created.ToUnixTimeMilliseconds());
            write(writer);
        }

        return Base64Url.EncodeToString(Protector(kind, serverId).Protect(bytes.ToArray()));
    }

    private T? Open<T>(string kind, string serverId, string? text, Func<BinaryReader, DateTimeOffset, T> read)
        where T : class
    {
        if (text is null or { Length: 0 or > MaxLength })
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(Protector(kind, serverId).Unprotect(Base64Url.DecodeFromChars(text))));
            return read(reader, DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()));
        }
        catch (Exception refused) when (refused is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
