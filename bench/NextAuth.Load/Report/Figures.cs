using System.Globalization;
using NextAuth.Load.Floors;

namespace NextAuth.Load.Report;

/// <summary>Orders and writes figures.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 0.5);

    public static Speed Median(IReadOnlyCollection<Speed> speeds) =>
        new(Median(speeds.Select(speed => speed.PerSecond)), Median(speeds.Select(speed => speed.PerProcessorSecond)));

    /// <summary>Says the same by processor time, for machines that have other work to do.</summary>
    public static string ByProcessor(Speed measured, Speed floor) =>
        $"By a second of processor time: {measured.PerProcessorSecond:N0} and {floor.PerProcessorSecond:N0}, ratio {Ratio(measured.PerProcessorSecond / floor.PerProcessorSecond)}.";

    /// <summary>Gets a percentile of values in ascending order, by the nearest rank.</summary>
    public static double Percentile(IReadOnlyList<double> ascending, double share) =>
        ascending.Count == 0 ? double.NaN : ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Count) - 1, 0, ascending.Count - 1)];

    public static string Rate(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s");

    public static string Ratio(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F2}");

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F1} ms");

    public static string Kilobytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000:F1} kB");

    public static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000:F0} MB");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F1} %");
}
