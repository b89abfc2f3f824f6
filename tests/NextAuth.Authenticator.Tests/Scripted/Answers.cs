using System.Collections.Concurrent;

namespace NextAuth.Authenticator.Tests.Scripted;

/// <summary>A person who answers as told, and remembers what was asked.</summary>
internal sealed class Answers : IConfirmation
{
    public Func<EnrolPrompt, CancellationToken, Task<EnrolAnswer>> Enrol { get; set; } = (_, _) => Task.FromResult(EnrolAnswer.Approve);

    public Func<LoginPrompt, CancellationToken, Task<LoginAnswer>> Login { get; set; } =
        (_, _) => Task.FromResult<LoginAnswer>(new LoginAnswer.Approve());

    public Func<TransactionPrompt, CancellationToken, Task<TransactionAnswer>> Transaction { get; set; } = (_, _) => Task.FromResult(TransactionAnswer.Approve);

    public ConcurrentQueue<TransactionPrompt> TransactionPrompts { get; } = new();

    public ConcurrentQueue<LoginPrompt> LoginPrompts { get; } = new();

    public ConcurrentQueue<EnrolPrompt> EnrolPrompts { get; } = new();

    public async ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken)
    {
        EnrolPrompts.Enqueue(prompt);
        return await Enrol(prompt, cancellationToken);
    }

    public async ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken)
    {
        TransactionPrompts.Enqueue(prompt);
        return await Transaction(prompt, cancellationToken);
    }

    public async ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        LoginPrompts.Enqueue(prompt);
        return await Login(prompt, cancellationToken);
    }
}
