using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

public sealed class LongReadsTests : IDisposable
{
    private readonly LongReads _reads = new(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _reads.Dispose();

    [Fact]
    public async Task So_many_are_let_in_and_the_next_one_when_one_is_over()
    {
        await _reads.EnterAsync(Cancellation);
        await _reads.EnterAsync(Cancellation);

        var third = _reads.EnterAsync(Cancellation);
        await Task.Delay(50, Cancellation);
        Assert.False(third.IsCompleted);
        _reads.Leave();
        await third;
    }

    [Fact]
    public async Task None_is_let_in_while_they_are_held_back()
    {
        await _reads.EnterAsync(Cancellation);
        _reads.HoldBack();
        Assert.False(_reads.AreOver);

        var held = _reads.EnterAsync(Cancellation);
        _reads.Leave();
        Assert.True(_reads.AreOver);
        await Task.Delay(50, Cancellation);
        Assert.False(held.IsCompleted);

        _reads.LetIn();
        await held;
        Assert.False(_reads.AreOver);
    }

    [Fact]
    public async Task One_that_waited_for_its_turn_is_held_back_too()
    {
        await _reads.EnterAsync(Cancellation);
        await _reads.EnterAsync(Cancellation);
        var third = _reads.EnterAsync(Cancellation);

        _reads.HoldBack();
        _reads.Leave();
        _reads.Leave();

        await Task.Delay(50, Cancellation);
        Assert.False(third.IsCompleted);
        _reads.LetIn();
        await third;
    }

    [Fact]
    public async Task Whoever_is_held_back_may_give_up_and_takes_no_turn_along()
    {
        _reads.HoldBack();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var held = _reads.EnterAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        _reads.LetIn();
        await _reads.EnterAsync(Cancellation);
        await _reads.EnterAsync(Cancellation);
    }
}
