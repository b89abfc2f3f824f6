namespace NextAuth.Server;

/// <summary>
/// The store could not write: disk full, read-only, locked or gone. Nothing was stored and a repeat is safe. Thrown by the stores; the HTTP edge answers 503 and the phone
/// endpoint "unavailable".
/// </summary>
public sealed class StorageUnavailableException(string message, Exception? cause) : Exception(message, cause);
