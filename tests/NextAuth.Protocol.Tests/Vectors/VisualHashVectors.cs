using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes visual-hash.json (docs/protocol/vectors.md, section 10) from the specification alone: the hash as one number, read digit by digit.</summary>
internal static class VisualHashVectors
{
    private static readonly string[] Circle =
        "C62828 D84315 A86A00 827717 558B2F 2E7D32 00838F 0277BD 1565C0 4527A0 6A1B9A AD1457".ToLowerInvariant().Split(' ');

    public static JsonObject Make() => new()
    {
        ["about"] = "Pictures of server identities.",
        ["pictures"] = new JsonArray(Picture(TestInputs.Identity), Picture(TestInputs.Stranger), Picture(TestInputs.Account)),
    };

    public static JsonObject Of(byte[] key)
    {
        var hash = ReferenceHandshake.Hash([.. "nextauth visual hash v1"u8, .. key]);
        var number = new BigInteger(hash, isUnsigned: true, isBigEndian: true);
        var first = hash[12] % 12;
        return new()
        {
            ["serverKey"] = VectorFile.Hex(key),
            ["hash"] = VectorFile.Hex(hash),
            ["colours"] = new JsonArray("ffffff", Circle[first], Circle[(first + 3 + (hash[13] % 7)) % 12], "212121"),
            ["rows"] = new JsonArray([.. Enumerable.Range(0, 9).Select(row => (JsonNode?)Row(number, row))]),
        };
    }

    private static JsonObject Picture(TestKey key) => Of(key.Public);

    private static string Row(BigInteger number, int row)
    {
        var left = string.Concat(Enumerable.Range(row * 5, 5).Select(n => ((int)((number >> (254 - (2 * n))) & 3)).ToString(CultureInfo.InvariantCulture)));
        return left + string.Concat(left[..4].Reverse());
    }
}
