using NextAuth.Server.Push;

namespace NextAuth.Server.Tests.Push;

public class EndpointAddressTests
{
    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc")]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/abc")]
    [InlineData("https://web.push.apple.com/abc")]
    [InlineData("https://wns2-by3p.notify.windows.com/w/?token=abc")]
    [InlineData("https://push.example.com:443/")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void Push_services_are_taken(string endpoint) => Assert.True(EndpointAddress.IsAllowed(new(endpoint), allowPrivate: false));

    [Theory]
    [InlineData("http://push.example.com/")]
    [InlineData("ftp://push.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user@push.example.com/")]
    [InlineData("https://user:password@push.example.com/")]
    [InlineData("https://push.example.com:8443/")]
    [InlineData("https://push.example.com:22/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST/")]
    [InlineData("https://localhost./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://router.home.arpa/")]
    [InlineData("https://intranet/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    public void Everything_else_is_refused(string endpoint) => Assert.False(EndpointAddress.IsAllowed(new(endpoint), allowPrivate: false));

    [Theory]
    [InlineData("https://localhost:5001/", true)]
    [InlineData("https://127.0.0.1:5001/", true)]
    [InlineData("http://localhost:5001/", false)]
    [InlineData("https://user@localhost/", false)]
    public void For_development_machines_and_ports_are_free_and_encryption_is_not(string endpoint, bool isAllowed) =>
        Assert.Equal(isAllowed, EndpointAddress.IsAllowed(new(endpoint), allowPrivate: true));
}
