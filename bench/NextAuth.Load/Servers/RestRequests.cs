using System.Net;
using System.Text;
using NextAuth.Protocol;

namespace NextAuth.Load.Servers;

/// <summary>The bytes of REST requests, as a web application's backend sends them.</summary>
internal sealed class RestRequests(IPEndPoint address, string apiKey, ServerId server)
{
    public byte[] GetSession(string nonce) => Request("GET", $"/servers/{server}/sessions/", nonce);

    public byte[] GetHtmlLogin(string nonce) => Request("GET", $"/servers/{server}/sessions/html/login", nonce);

    public byte[] GetQrLogin(string nonce) => Request("GET", $"/servers/{server}/sessions/qr/login", nonce);

    public byte[] GetQrEnrol(string nonce, string label) => Request("GET", $"/servers/{server}/sessions/qr/enrol?name={Uri.EscapeDataString(label)}", nonce);

    public byte[] GetUserAttributes(string user) => Encoding.ASCII.GetBytes($"{Head("GET", UserAttributes(user))}\r\n");

    public byte[] UpdateUserAttributes(string user, string json) =>
        Encoding.ASCII.GetBytes($"{Head("PUT", UserAttributes(user))}Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    private string UserAttributes(string user) => $"/servers/{server}/users/{Uri.EscapeDataString(user)}/attributes/";

    private byte[] Request(string method, string path, string nonce) => Encoding.ASCII.GetBytes($"{Head(method, path)}X-nonce: {nonce}\r\n\r\n");

    private string Head(string method, string path) => $"{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\nX-apikey: {apiKey}\r\n";
}
