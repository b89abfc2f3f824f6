namespace NextAuth.Load.Report;

/// <summary>One line of the table.</summary>
internal sealed record Row(string What, string Measured, string Floor, string Ratio, string Demanded, bool? Met);
