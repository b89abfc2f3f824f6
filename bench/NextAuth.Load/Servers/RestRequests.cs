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

    private byte[] Request(string method, string path, string nonce) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\nX-apikey: {apiKey}\r\nX-nonce: {nonce}\r\n\r\n");
}
