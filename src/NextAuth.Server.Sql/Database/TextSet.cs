using System.Buffers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NextAuth.Server.Sql.Database;

/// <summary>
/// Texts that a connection keeps in memory between statements, by two SQL functions: <c>gather(text)</c> takes one in and is 1, or 0 when it was not among those
/// gathered before; <c>gathered(text)</c> is 1 for those that are in. A look into it costs a sixth of a look into an index (docs/adr/0015-filters-are-gathered-into-memory.md).
/// </summary>
internal sealed class TextSet
{
    // Room for some that will come is made at once.
    private const long MostExpected = 1_000_000;
    private const int ExpectedBytes = 32;

    private Texts? _now;
    private Texts? _before;

    public TextSet(SqliteConnection sqlite)
    {
        // By SQLite's own interface: the one of Microsoft.Data.Sqlite makes a string of each text, which takes longer than all the rest.
        Define(sqlite, "gather", text => (_before?.Contains(text) ?? true) && _now!.Add(text));
        Define(sqlite, "gathered", text => _now!.Contains(text));
    }

    private delegate bool Asked(ReadOnlySpan<byte> text);

    /// <summary>Begins to gather. Only what has been gathered until now, if anything has, is taken in again.</summary>
    /// <param name="expected">About how many texts will come.</param>
    public void Begin(long expected) => (_before, _now) = (_now, new((int)Math.Min(expected, MostExpected)));

    /// <summary>Forgets all texts, and the memory they took.</summary>
    public void Clear() => (_before, _now) = (null, null);

    private static void Define(SqliteConnection sqlite, string name, Asked ask) => SqliteException.ThrowExceptionForRC(
        raw.sqlite3_create_function(
            sqlite.Handle,
            name,
            1,
            raw.SQLITE_UTF8,
            null,
            (context, _, arguments) =>
            {
                // An exception that went on into SQLite would end the process.
                try
                {
                    raw.sqlite3_result_int(context, raw.sqlite3_value_type(arguments[0]) == raw.SQLITE_TEXT && ask(raw.sqlite3_value_blob(arguments[0])) ? 1 : 0);
                }
                catch (Exception error)
                {
                    raw.sqlite3_result_error(context, $"{name}: {error.Message}");
                }
            }),
        sqlite.Handle);

    /// <summary>A set of texts whose bytes stand one behind the other: as strings they would take three times the memory.</summary>
    private sealed class Texts : IEqualityComparer<(int At, int Length)>, IAlternateEqualityComparer<ReadOnlySpan<byte>, (int At, int Length)>
    {
        private readonly ArrayBufferWriter<byte> _bytes;
        private readonly HashSet<(int At, int Length)>.AlternateLookup<ReadOnlySpan<byte>> _texts;

        public Texts(int expected)
        {
            _bytes = new(ExpectedBytes * (expected + 1));
            _texts = new HashSet<(int At, int Length)>(expected, this).GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public bool Contains(ReadOnlySpan<byte> text) => _texts.Contains(text);

        /// <returns><see langword="true"/>, also when it is in already.</returns>
        public bool Add(ReadOnlySpan<byte> text)
        {
            _texts.Add(text);
            return true;
        }

        public (int At, int Length) Create(ReadOnlySpan<byte> alternate)
        {
            var at = _bytes.WrittenCount;
            _bytes.Write(alternate);
            return (at, alternate.Length);
        }

        public bool Equals(ReadOnlySpan<byte> alternate, (int At, int Length) other) => alternate.SequenceEqual(Bytes(other));

        // It has a seed of this process: where texts fall is not known outside.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public bool Equals((int At, int Length) x, (int At, int Length) y) => Bytes(x).SequenceEqual(Bytes(y));

        public int GetHashCode((int At, int Length) obj) => GetHashCode(Bytes(obj));

        private ReadOnlySpan<byte> Bytes((int At, int Length) text) => _bytes.WrittenSpan.Slice(text.At, text.Length);
    }
}
