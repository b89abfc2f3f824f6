using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NextAuth.Server.Sql.Database;

/// <summary>
/// Numbers that a connection keeps in memory between statements, by two SQL functions: <c>gather(number)</c> takes one in and is 1, or 0 when it was not among those
/// gathered before; <c>gathered(number)</c> is 1 for those that are in. Numbers from 0 on, a bit each: a million of them lie in the processor's cache
/// (docs/adr/0015-filters-are-gathered-into-memory.md).
/// </summary>
internal sealed class NumberSet
{
    // Kept for as long as the program runs, since SQLite has their addresses.
    private static readonly Function GatherFunction = static (context, _, values) => Answer(context, values, "gather", static (set, number) => set.Gather(number));
    private static readonly Function GatheredFunction = static (context, _, values) => Answer(context, values, "gathered", static (set, number) => set._now!.Contains(number));
    private static readonly Destroyed Free = static set => GCHandle.FromIntPtr(set).Free();

    private Bits? _now;
    private Bits? _before;

    public NumberSet(SqliteConnection sqlite)
    {
        Define(sqlite, "gather", GatherFunction);
        Define(sqlite, "gathered", GatheredFunction);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Function(nint context, int count, nint values);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Destroyed(nint set);

    /// <summary>Begins to gather. Only what has been gathered until now, if anything has, is taken in again.</summary>
    public void Begin() => (_before, _now) = (_now, new());

    /// <summary>Forgets all numbers, and the memory they took.</summary>
    public void Clear() => (_before, _now) = (null, null);

    private bool Gather(long number) => (_before?.Contains(number) ?? true) && _now!.Add(number);

    // SQLite frees the handle when the connection is closed, also when defining fails.
    private void Define(SqliteConnection sqlite, string name, Function function) => SqliteException.ThrowExceptionForRC(
        Sqlite.CreateFunction(
            sqlite.Handle!.DangerousGetHandle(), name, 1, raw.SQLITE_UTF8, GCHandle.ToIntPtr(GCHandle.Alloc(this)), Marshal.GetFunctionPointerForDelegate(function), 0, 0,
            Marshal.GetFunctionPointerForDelegate(Free)),
        sqlite.Handle);

    // What is no number is not in.
    private static void Answer(nint context, nint values, string name, Func<NumberSet, long, bool> ask)
    {
        // An exception that went on into SQLite would end the process.
        try
        {
            var value = Marshal.ReadIntPtr(values);
            var set = (NumberSet)GCHandle.FromIntPtr(Sqlite.UserData(context)).Target!;
            Sqlite.Result(context, Sqlite.Type(value) == raw.SQLITE_INTEGER && ask(set, Sqlite.Integer(value)) ? 1 : 0);
        }
        catch (Exception error)
        {
            Sqlite.Error(context, $"{name}: {error.Message}", -1);
        }
    }

    /// <summary>SQLite's own interface, of the library that the connections are of. The one of SQLitePCL makes three objects for each call, which takes half of the time.</summary>
    private static class Sqlite
    {
        private const string Library = "e_sqlite3";

        [DllImport(Library, EntryPoint = "sqlite3_create_function_v2", CallingConvention = CallingConvention.Cdecl)]
        public static extern int CreateFunction(
            nint database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int arguments, int encoding, nint user, nint function, nint step, nint final, nint destroyed);

        [DllImport(Library, EntryPoint = "sqlite3_user_data", CallingConvention = CallingConvention.Cdecl), SuppressGCTransition]
        public static extern nint UserData(nint context);

        [DllImport(Library, EntryPoint = "sqlite3_value_type", CallingConvention = CallingConvention.Cdecl), SuppressGCTransition]
        public static extern int Type(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_value_int64", CallingConvention = CallingConvention.Cdecl), SuppressGCTransition]
        public static extern long Integer(nint value);

        [DllImport(Library, EntryPoint = "sqlite3_result_int", CallingConvention = CallingConvention.Cdecl), SuppressGCTransition]
        public static extern void Result(nint context, int value);

        [DllImport(Library, EntryPoint = "sqlite3_result_error", CallingConvention = CallingConvention.Cdecl)]
        public static extern void Error(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string message, int length);
    }

    /// <summary>A bit for each number, in parts of 8 KiB that are made when one of their numbers comes: those of users that were deleted long ago take nothing.</summary>
    private sealed class Bits
    {
        private const int WordsOfPart = 1024;

        private ulong[]?[] _parts = new ulong[]?[16];

        public bool Contains(long number)
        {
            var (part, word, bit) = Place(number);
            return part < _parts.Length && _parts[part] is { } words && (words[word] & bit) != 0;
        }

        /// <returns><see langword="true"/>, also when it is in already.</returns>
        /// <exception cref="OverflowException">The number is negative, or so large that no server has so many users.</exception>
        public bool Add(long number)
        {
            var (part, word, bit) = Place(number);
            if (part >= _parts.Length)
            {
                Array.Resize(ref _parts, Math.Max(part + 1, 2 * _parts.Length));
            }

            (_parts[part] ??= new ulong[WordsOfPart])[word] |= bit;
            return true;
        }

        // 2^16 parts: 2^32 numbers.
        private static (int Part, int Word, ulong Bit) Place(long number) => (checked((ushort)(number >> 16)), (int)(number >> 6) % WordsOfPart, 1UL << (int)(number % 64));
    }
}
