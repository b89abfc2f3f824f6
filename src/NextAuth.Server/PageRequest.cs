namespace NextAuth.Server;

/// <summary>Which part of a list, and in which order.</summary>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Marker">An offset from 0.</param>
/// <param name="Sort">Columns by the answer's member names; the id breaks ties.</param>
public sealed record PageRequest(int Limit, long Marker, IReadOnlyList<SortColumn> Sort);

/// <summary>One column of an order.</summary>
public sealed record SortColumn(string Name, bool Descending);

/// <summary>A part of a list, and how long all of it is.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total);
