using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Authenticator.Connections;

/// <summary>The value of a step, or how the whole operation ends because the step failed.</summary>
internal readonly struct Attempt<T>
    where T : class
{
    private readonly T? _value;
    private readonly PhoneResult? _failure;

    private Attempt(T? value, PhoneResult? failure) => (_value, _failure) = (value, failure);

    public static implicit operator Attempt<T>(T value) => new(value, null);

    public static implicit operator Attempt<T>(PhoneResult failure) => new(null, failure);

    public bool Succeeds([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out PhoneResult? failure)
    {
        value = _value;
        failure = _failure;
        return value is not null;
    }
}
