using System.Text.Encodings.Web;

namespace NextAuth.Server.Http;

/// <summary>A name of the caller's, as a refusal may repeat it: in quotes, short, and without a character that does something.</summary>
internal static class Quoted
{
    private const int Longest = 40;

    public static string Name(string name)
    {
        var clean = JavaScriptEncoder.Default.Encode(name.Length <= Longest ? name : name[..Longest]);
        return name.Length <= Longest ? $"\"{clean}\"" : $"\"{clean}…\"";
    }
}
