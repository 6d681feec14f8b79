using System.Runtime.InteropServices;
using System.Text;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;

namespace Cairn.Postgres.Libpq;

/// <summary>
/// One session with a server, through libpq. For one user at a time; no call blocks a thread, and every call can be cancelled, after which
/// only <see cref="DisposeAsync"/> is allowed.
/// </summary>
internal sealed class PostgresConnection : IAsyncDisposable
{
    private const int SqlStateField = 'C';
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(5);

    private readonly PostgresServer _server;
    private readonly PostgresSide _side;
    private readonly TimeProvider _timeProvider;
    private nint _handle;
    private bool _busy;

    private PostgresConnection(nint handle, PostgresServer server, PostgresSide side, TimeProvider timeProvider)
    {
        (_handle, _server, _side, _timeProvider) = (handle, server, side, timeProvider);
    }

    /// <summary>The server's version.</summary>
    public PostgresVersion ServerVersion => PostgresVersion.FromNumber(LibpqMethods.ServerVersion(_handle));

    /// <summary>The process id that was announced with the connection; behind a connection pooler it is not the server's.</summary>
    public int AnnouncedProcessId => LibpqMethods.BackendProcessId(_handle);

    /// <summary>The session's socket, to wait for.</summary>
    public int Socket => LibpqMethods.Socket(_handle);

    /// <summary>
    /// Connects. Fails with the <see cref="PostgresException"/> that tells why; after the limit with <see cref="PostgresErrorKind.TimedOut"/>.
    /// </summary>
    public static async Task<PostgresConnection> ConnectAsync(
        PostgresClient client, PostgresServer server, PostgresSide side, TimeProvider timeProvider, TimeSpan limit, CancellationToken cancellationToken)
    {
        LibpqLibrary.Load(client);
        using var timer = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);

        // Looking up the host's name blocks, so a thread of its own does it.
        Task<nint> starting = Task.Factory.StartNew(
            () => ConnectionStart.Start(server), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        PostgresConnection? connection = null;
        try
        {
#pragma warning disable CA2000 // The caller or AbandonAsync disposes it.
            connection = new PostgresConnection(await starting.WaitAsync(either.Token), server, side, timeProvider);
#pragma warning restore CA2000
            await connection.FinishConnectingAsync(either.Token);
            return connection;
        }
        catch (Exception e)
        {
            await AbandonAsync(connection, starting);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw LibpqFailure.TimedOut(server, side, limit);
            }

            throw;
        }
    }

    /// <summary>Runs one or more statements, separated by semicolons, and throws away what they return.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken) => await QueryAsync(sql, cancellationToken);

    /// <summary>Runs one or more statements given as bytes in the session's encoding.</summary>
    public async Task ExecuteAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken) => await RunAsync(sql, expected: 0, cancellationToken);

    /// <summary>Runs a query and returns its rows as text; null is NULL. For small results: all of it is held in memory.</summary>
    public Task<IReadOnlyList<string?[]>> QueryAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(Encoding.UTF8.GetBytes(sql), expected: 0, cancellationToken);

    /// <summary>Runs statements of which the last is a COPY … TO STDOUT, and leaves its rows to be read by <see cref="TryReadRow"/>.</summary>
    public async Task StartCopyOutAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken) =>
        await RunAsync(sql, LibpqMethods.ResultCopyOut, cancellationToken);

    /// <summary>Runs statements of which the last is a COPY … FROM STDIN, and waits for <see cref="WriteCopyAsync"/>.</summary>
    public async Task StartCopyInAsync(ReadOnlyMemory<byte> sql, CancellationToken cancellationToken) =>
        await RunAsync(sql, LibpqMethods.ResultCopyIn, cancellationToken);

    /// <summary>
    /// Takes the next row of a COPY that is there already. Returns its length, 0 when none has arrived yet, or -1 at the end of the rows.
    /// The memory is libpq's and must be given back to <see cref="LibpqMethods.FreeMemory"/>.
    /// </summary>
    public unsafe int TryReadRow(out nint row)
    {
        byte* buffer = null;
        int length = LibpqMethods.GetCopyData(_handle, &buffer, async: 1);
        row = (nint)buffer;
        return length >= -1 ? length : throw LostConnection();
    }

    /// <summary>Takes what has arrived from the server, without waiting.</summary>
    public void ConsumeInput()
    {
        if (LibpqMethods.ConsumeInput(_handle) == 0)
        {
            throw LostConnection();
        }
    }

    /// <summary>Ends a COPY TO whose rows have all been read, and returns the number of rows by the server's account.</summary>
    public async Task<long> CompleteCopyAsync(CancellationToken cancellationToken)
    {
        long rows = await DrainAsync(cancellationToken);
        _busy = false;
        return rows;
    }

    /// <summary>Sends a piece of a COPY FROM; rows may be cut anywhere.</summary>
    public async Task WriteCopyAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A bounded piece: libpq copies it into a buffer that grows to what has not been sent yet.
            ReadOnlyMemory<byte> piece = data[..Math.Min(data.Length, 64 * 1024)];
            int accepted = PutCopyData(piece.Span);
            if (accepted < 0)
            {
                await ThrowCopyFailureAsync(cancellationToken);
            }

            await FlushAsync(cancellationToken);
            data = accepted > 0 ? data[piece.Length..] : data;
        }
    }

    /// <summary>Says that the rows of a COPY FROM are complete, and returns how many the server took.</summary>
    public async Task<long> CompleteCopyInAsync(CancellationToken cancellationToken)
    {
        if (PutCopyEnd() < 0)
        {
            await ThrowCopyFailureAsync(cancellationToken);
        }

        await FlushAsync(cancellationToken);
        long rows = await DrainAsync(cancellationToken);
        _busy = false;
        return rows;
    }

    /// <summary>Ends the session. A statement that still runs is cancelled on the server first, since it might not notice that nobody listens.</summary>
    public async ValueTask DisposeAsync()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle == 0)
        {
            return;
        }

        if (_busy && LibpqMethods.Status(handle) != LibpqMethods.ConnectionBad)
        {
            nint cancel = LibpqMethods.GetCancel(handle);
            Task cancelling = Task.Factory.StartNew(
                () => SendCancel(cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.WhenAny(cancelling, Task.Delay(CancelLimit, _timeProvider, CancellationToken.None));
        }

        LibpqMethods.Finish(handle);
    }

    private static unsafe void SendCancel(nint cancel)
    {
        if (cancel != 0)
        {
            byte* error = stackalloc byte[256];
            _ = LibpqMethods.Cancel(cancel, error, 256);
            LibpqMethods.FreeCancel(cancel);
        }
    }

    private static async Task AbandonAsync(PostgresConnection? connection, Task<nint> starting)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
            return;
        }

        // Whoever waits no longer must not leave the connection open when the name is found at last.
        _ = starting.ContinueWith(
            async task => LibpqMethods.Finish(await task), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private async Task FinishConnectingAsync(CancellationToken cancellationToken)
    {
        int state = LibpqMethods.Status(_handle) == LibpqMethods.ConnectionBad ? LibpqMethods.PollingFailed : LibpqMethods.PollingWriting;
        PollWait wait = default;
        while (state is LibpqMethods.PollingReading or LibpqMethods.PollingWriting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            short events = state == LibpqMethods.PollingReading ? PollWait.Readable : PollWait.Writable;
            await wait.WaitAsync(LibpqMethods.Socket(_handle), events, cancellationToken);
            if (PollWait.IsReady(LibpqMethods.Socket(_handle), events))
            {
                state = LibpqMethods.ConnectPoll(_handle);
                wait = default;
            }
        }

        if (state != LibpqMethods.PollingOk)
        {
            throw LibpqFailure.Connection(_server, _side, ErrorText());
        }

        SetUp();
    }

    private unsafe void SetUp()
    {
        _ = LibpqMethods.SetNonBlocking(_handle, 1);
        // Without it libpq would print the server's notices on our error output.
        _ = LibpqMethods.SetNoticeReceiver(_handle, &IgnoreNotice, 0);
    }

    [UnmanagedCallersOnly]
    private static void IgnoreNotice(nint argument, nint result)
    {
        // Notices of our own statements tell nobody anything.
    }

    private async Task<IReadOnlyList<string?[]>> RunAsync(ReadOnlyMemory<byte> sql, int expected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _busy = true;
        if (SendQuery(sql.Span) == 0)
        {
            throw LostConnection();
        }

        await FlushAsync(cancellationToken);
        List<string?[]> rows = [];
        PostgresException? failure = null;
        while (await NextResultAsync(cancellationToken) is var result && result != 0)
        {
            try
            {
                int status = LibpqMethods.ResultStatus(result);
                if (status == expected && status is LibpqMethods.ResultCopyOut or LibpqMethods.ResultCopyIn)
                {
                    return rows;
                }

                failure ??= Read(result, status, rows);
            }
            finally
            {
                LibpqMethods.Clear(result);
            }
        }

        _busy = false;
        return failure is null
            ? expected == 0 ? rows : throw new InvalidOperationException("The statements hold no COPY.")
            : throw failure;
    }

    private PostgresException? Read(nint result, int status, List<string?[]> rows)
    {
        if (status == LibpqMethods.ResultTuplesOk)
        {
            ResultRows.Read(result, rows);
            return null;
        }

        return status is LibpqMethods.ResultCommandOk or LibpqMethods.ResultEmptyQuery ? null : Failure(result);
    }

    private unsafe PostgresException Failure(nint result) => LibpqFailure.Statement(
        _server, _side, ResultRows.Text(LibpqMethods.ResultErrorField(result, SqlStateField)), ResultRows.Text(LibpqMethods.ResultErrorMessage(result)));

    /// <summary>Reads results to the end; the first failure is thrown. Returns the rows that the last command counted.</summary>
    private async Task<long> DrainAsync(CancellationToken cancellationToken)
    {
        long rows = 0;
        PostgresException? failure = null;
        while (await NextResultAsync(cancellationToken) is var result && result != 0)
        {
            int status = LibpqMethods.ResultStatus(result);
            failure ??= status == LibpqMethods.ResultCommandOk ? null : Failure(result);
            rows = status == LibpqMethods.ResultCommandOk ? ResultRows.CommandRows(result) : rows;
            LibpqMethods.Clear(result);
        }

        _busy = failure is not null && _busy;
        return failure is null ? rows : throw failure;
    }

    private async Task<nint> NextResultAsync(CancellationToken cancellationToken)
    {
        PollWait wait = default;
        while (LibpqMethods.IsBusy(_handle) != 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await wait.WaitAsync(LibpqMethods.Socket(_handle), PollWait.Readable, cancellationToken);
            ConsumeInput();
        }

        return LibpqMethods.GetResult(_handle);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        PollWait wait = default;
        int left;
        while ((left = LibpqMethods.Flush(_handle)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await wait.WaitAsync(LibpqMethods.Socket(_handle), PollWait.Writable, cancellationToken);
            // The server may have something to say (an error) and would not read on before it has been taken.
            ConsumeInput();
        }

        if (left < 0)
        {
            throw LostConnection();
        }
    }

    private async Task ThrowCopyFailureAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken);
        throw LostConnection();
    }

    private unsafe int SendQuery(ReadOnlySpan<byte> sql)
    {
        byte[] terminated = new byte[sql.Length + 1];
        sql.CopyTo(terminated);
        fixed (byte* start = terminated)
        {
            return LibpqMethods.SendQuery(_handle, start);
        }
    }

    private unsafe int PutCopyData(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            return LibpqMethods.PutCopyData(_handle, start, data.Length);
        }
    }

    private unsafe int PutCopyEnd() => LibpqMethods.PutCopyEnd(_handle, null);

    private PostgresException LostConnection() => LibpqFailure.Connection(_server, _side, ErrorText());

    private unsafe string ErrorText() => ResultRows.Text(LibpqMethods.ErrorMessage(_handle));
}
