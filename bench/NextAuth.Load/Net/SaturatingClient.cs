using System.Diagnostics;
using System.Net;

namespace NextAuth.Load.Net;

/// <summary>Answers in a stretch of time.</summary>
internal readonly record struct Throughput(long Requests, TimeSpan Elapsed)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;
}

/// <summary>
/// Keeps a server busy from one thread with two system calls a request: it goes round a ring of keep-alive connections, takes one's answer and
/// sends its next request, while the requests of all the others wait at the server. No pipelining: a connection has one request at a time.
/// </summary>
internal sealed class SaturatingClient(IPEndPoint server, IReadOnlyList<byte[]> requests, int connections) : IDisposable
{
    private readonly List<Connection> _ring = [];
    private int _next;

    /// <summary>Runs for a time. Throws when an answer is not 200 or not what the request should get.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="isRight">Whether a body is the right one for the request with this index.</param>
    /// <param name="cancellationToken">Stops it early.</param>
    public Throughput Run(TimeSpan duration, Func<int, ReadOnlySpan<byte>, bool> isRight, CancellationToken cancellationToken)
    {
        while (_ring.Count < connections)
        {
            _ring.Add(new(server));
        }

        foreach (var connection in _ring)
        {
            connection.Send(requests, Next());
        }

        var started = Stopwatch.GetTimestamp();
        var answers = 0L;
        do
        {
            foreach (var connection in _ring)
            {
                connection.Receive(isRight);
                connection.Send(requests, Next());
            }

            answers += _ring.Count;
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        var elapsed = Stopwatch.GetElapsedTime(started);
        foreach (var connection in _ring)
        {
            connection.Receive(isRight);
        }

        return new(answers, elapsed);
    }

    public void Dispose()
    {
        foreach (var connection in _ring)
        {
            connection.Dispose();
        }
    }

    private int Next() => _next = (_next + 1) % requests.Count;

    private sealed class Connection(IPEndPoint server) : IDisposable
    {
        private readonly BlockingConnection _http = new(server);
        private int _request;

        public void Send(IReadOnlyList<byte[]> requests, int request)
        {
            _request = request;
            _http.Send(requests[request]);
        }

        public void Receive(Func<int, ReadOnlySpan<byte>, bool> isRight)
        {
            var status = _http.Receive(out var body);
            if (status != 200 || !isRight(_request, body))
            {
                throw new WrongAnswerException($"Request {_request} was answered {status}, or with a wrong body.");
            }
        }

        public void Dispose() => _http.Dispose();
    }
}
