namespace NextAuth.Load;

/// <summary>The server answered, and wrongly. Slow is a matter of the machine; wrong ends the run with a failure.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
