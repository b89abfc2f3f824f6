namespace NextAuthApi.Transport;

/// <summary>Reads an answer to its end before it counts as one. A server that sends the headers and then hangs would otherwise hold its caller without end: the clock of a try stops at the headers.</summary>
internal sealed class WholeAnswerHandler : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
