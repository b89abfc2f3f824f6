using System.Text.Encodings.Web;
using System.Text.Json;
using NextAuth.Server.Http;

namespace NextAuth.Server.Html;

/// <summary>What the blocks say in one language. The script has the same table (web/login/src/words.json), so that it can go on in the same words.</summary>
internal sealed class HtmlWords
{
    private const string Standard = "en";
    private const string Languages = "languages";
    private const string App = "{app}";
    private const string User = "{user}";

    private static readonly Dictionary<string, HtmlWords> ByLanguage = Read();

    /// <summary>The language of a block.</summary>
    public static readonly ApiParameter Parameter = new("lang", "The language of the block.", "de") { Values = [.. ByLanguage.Keys], Default = Standard, IsExtension = true };

    private readonly Dictionary<string, string> _encoded;
    private readonly string _standardApp;

    private HtmlWords(string language, Dictionary<string, string> words)
    {
        Language = language;
        _standardApp = words["app"];
        _encoded = words.ToDictionary(word => word.Key, word => HtmlEncoder.Default.Encode(word.Value), StringComparer.Ordinal);
    }

    /// <summary>The language as it stands in <c>lang</c>.</summary>
    public string Language { get; }

    /// <summary>The language that a call asks for.</summary>
    public static Outcome<HtmlWords> Of(ApiCall call) => call.Query(Parameter.Name) switch
    {
        { Problem: { } problem } => problem,
        { Value: var language } when ByLanguage.TryGetValue(language ?? Standard, out var words) => words,
        _ => Parameters.Refuse($"The parameter {Parameter.Name} must be one of {string.Join(", ", ByLanguage.Keys)}."),
    };

    /// <summary>A sentence as HTML.</summary>
    /// <param name="key">Which.</param>
    /// <param name="app">What the server calls the authenticator; <see langword="null"/>: it has no name.</param>
    /// <param name="user">Who is logged in, for the sentence that names him.</param>
    public string Say(string key, string? app = null, string? user = null) => _encoded[key]
        .Replace(HtmlEncoder.Default.Encode(App), Apart(app ?? _standardApp), StringComparison.Ordinal)
        .Replace(HtmlEncoder.Default.Encode(User), Apart(user), StringComparison.Ordinal);

    // A name that is written from the right, or that says it is, must not turn the sentence around it.
    private static string Apart(string? name) => $"<bdi>{HtmlEncoder.Default.Encode(name ?? "")}</bdi>";

    // The table has a row for each sentence, and a column for each language.
    private static Dictionary<string, HtmlWords> Read()
    {
        var rows = JsonSerializer.Deserialize(HtmlAssets.Read("words.json"), HtmlJson.Default.DictionaryStringStringArray)!;
        return rows[Languages].Index().ToDictionary(
            language => language.Item,
            language => new HtmlWords(language.Item, rows.ToDictionary(row => row.Key, row => row.Value[language.Index], StringComparer.Ordinal)),
            StringComparer.Ordinal);
    }
}
