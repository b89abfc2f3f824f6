using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes transactions.json (docs/protocol/vectors.md, section 7).</summary>
internal static class TransactionVectors
{
    public static TransactionContent Content { get; } = new()
    {
        Server = TestInputs.Server,
        Id = TestInputs.Transaction,
        Account = 42,
        Created = 1_800_000_000,
        Expires = 1_800_000_600,
        Amount = "1 250,00 €",
        Benificiary = "Zoë \"Z\" Müller",
        Description = "Rent, 3\\4 of March: 家賃 שכירות",
    };

    public static TransactionEvidence MakeEvidence()
    {
        var shown = Content.Write();
        using var identity = TestInputs.Identity.Signing();
        var signature = TestInputs.TransactionKey.Sign(TransactionContent.SignedBytes(shown));
        return TransactionEvidence.Make(shown, signature, TestInputs.TransactionKey.Public, TestInputs.Account.Public, Content.Created + 60, identity);
    }

    public static JsonObject Make()
    {
        var evidence = MakeEvidence();
        var text = Encoding.UTF8.GetString(Content.Write());
        return new()
        {
            ["about"] = "Transactions: the bytes a phone shows and signs, and evidence of an approval.",
            ["testOnlyKeys"] = new JsonObject
            {
                ["transaction"] = Key(TestInputs.TransactionKey),
                ["account"] = Key(TestInputs.Account),
                ["serverIdentity"] = Key(TestInputs.Identity),
            },
            ["good"] = new JsonArray(
                Good("all members", Content),
                Good("one text", Content with { Amount = null, Benificiary = null }),
                Good("the longest texts", Content with { Amount = new string('9', 100), Benificiary = new string('\\', 200), Description = string.Concat(Enumerable.Repeat("💶", 2000)) })),
            ["bad"] = new JsonArray(
                Bad("version 2", text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal)),
                Bad("an unknown member", text.Replace("{\"version\"", "{\"note\":\"x\",\"version\"", StringComparison.Ordinal)),
                Bad("a member twice", text.Replace("\"amount\"", "\"amount\":\"1 €\",\"amount\"", StringComparison.Ordinal)),
                Bad("a member missing", text.Replace("\"account\":42,", "", StringComparison.Ordinal)),
                Bad("another order", text.Replace("\"account\":42,\"created\":1800000000", "\"created\":1800000000,\"account\":42", StringComparison.Ordinal)),
                Bad("white space", text.Replace(",\"amount\"", ", \"amount\"", StringComparison.Ordinal)),
                Bad("something after it", text + "\n"),
                Bad("another escape", text.Replace("€", "\\u20ac", StringComparison.Ordinal)),
                Bad("a null", text.Replace("\"amount\":\"1 250,00 €\"", "\"amount\":null", StringComparison.Ordinal)),
                Bad("a number in quotes", text.Replace("\"account\":42", "\"account\":\"42\"", StringComparison.Ordinal)),
                Bad("account 0", text.Replace("\"account\":42", "\"account\":0", StringComparison.Ordinal)),
                Bad("expires before created", text.Replace("\"expires\":1800000600", "\"expires\":1800000000", StringComparison.Ordinal)),
                Bad("no text", text[..text.IndexOf(",\"amount\"", StringComparison.Ordinal)] + "}"),
                Bad("an empty text", text.Replace("1 250,00 €", "", StringComparison.Ordinal)),
                Bad("a text of spaces", text.Replace("1 250,00 €", " \u00A0", StringComparison.Ordinal)),
                Bad("an amount of 101 characters", text.Replace("1 250,00 €", new string('9', 101), StringComparison.Ordinal)),
                Bad("a right-to-left override", text.Replace("1 250", "1 \u202E250", StringComparison.Ordinal)),
                Bad("a zero-width space", text.Replace("1 250", "1\u200B250", StringComparison.Ordinal)),
                Bad("a soft hyphen", text.Replace("1 250", "1\u00AD250", StringComparison.Ordinal)),
                Bad("a line end", text.Replace("1 250", "1\\n250", StringComparison.Ordinal)),
                Bad("a tag character", text.Replace("1 250", "1\U000E0041250", StringComparison.Ordinal))),
            ["evidence"] = new JsonObject
            {
                ["file"] = Encoding.UTF8.GetString(evidence.Write()),
                ["serverSigned"] = VectorFile.Hex(TransactionEvidence.ServerSignedBytes(
                    evidence.Content.Span, evidence.Signature.Span, evidence.TransactionKey.Span, evidence.AccountKey.Span, evidence.Approved)),
            },
        };
    }

    private static JsonObject Good(string name, TransactionContent content)
    {
        var shown = content.Write();
        var signed = TransactionContent.SignedBytes(shown);
        return new()
        {
            ["name"] = name,
            ["content"] = Encoding.UTF8.GetString(shown),
            ["signed"] = VectorFile.Hex(signed),
            ["signature"] = VectorFile.Hex(TestInputs.TransactionKey.Sign(signed)),
        };
    }

    private static JsonObject Bad(string name, string content) =>
        new() { ["name"] = name, ["content"] = content, ["refusal"] = nameof(ProtocolError.InvalidMessage) };

    private static JsonObject Key(TestKey key) => new() { ["private"] = VectorFile.Hex(key.Private), ["public"] = VectorFile.Hex(key.Public) };
}
