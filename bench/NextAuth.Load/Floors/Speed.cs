namespace NextAuth.Load.Floors;

/// <summary>How often something was done.</summary>
/// <param name="PerSecond">By the clock: what counts when the machine does nothing else.</param>
/// <param name="PerProcessorSecond">By the processor time it took: hardly distorted by other work on the machine.</param>
internal readonly record struct Speed(double PerSecond, double PerProcessorSecond);
