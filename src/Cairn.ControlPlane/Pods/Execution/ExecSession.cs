using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Processes;

namespace Cairn.ControlPlane.Pods.Execution;

/// <summary>
/// A command beside a container, over a WebSocket: each message begins with a byte that names its stream (0 input, 1 output, 2 errors, 3 how it
/// ended, 4 size of the terminal, 255 end of a stream; the protocol <c>v5.channel.k8s.io</c>).
/// </summary>
internal sealed class ExecSession(WebSocket socket, ContainerCommand command, TimeProvider clock) : IDisposable
{
    private const byte Input = 0;
    private const byte Output = 1;
    private const byte Errors = 2;
    private const byte Ending = 3;
    private const byte EndOfStream = 255;
    private const int LongestMessage = 32 * 1024;
    private const int Capacity = 64;

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    // A full channel holds back the thread that reads the command's pipe, and with it the command.
    private readonly Channel<byte[]> _messages = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SemaphoreSlim _room = new(Capacity, Capacity);
    private Task _receiving = Task.CompletedTask;

    /// <summary>Runs the command to its end, or until the client goes or the container ends.</summary>
    /// <param name="container">Ends with the container's process.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public async Task RunAsync(Task container, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendAllAsync(ends.Token);
        JsonObject result;
        try
        {
            result = await ExecuteAsync(container, ends);
        }
        catch (IOException error)
        {
            result = ExecResult.NotStarted(error.Message);
        }

        _messages.Writer.TryComplete();
        try
        {
            await sending;
            await SendAsync((byte[])[Ending, .. result.ToBytes()], ends.Token);
            using CancellationTokenSource limit = new(CloseLimit, clock);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
            // A connection that is closed while the client still sends is reset, and with it goes what the client has not read yet.
            await _receiving.WaitAsync(limit.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The client is gone, and nobody waits for the result.
        }
        finally
        {
            await ends.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task<JsonObject> ExecuteAsync(Task container, CancellationTokenSource ends)
    {
        using ContainerProcess process = ContainerProcess.Begin(command, (stream, bytes) => Received(stream, bytes, ends.Token), clock);
        _receiving = ReceiveAsync(process, ends.Token);
        await Task.WhenAny(process.Exited, container, _receiving);
        if (!process.Exited.IsCompleted && !container.IsCompleted && socket.State == WebSocketState.Open)
        {
            // The client has said all it wanted to say, but still listens.
            await Task.WhenAny(process.Exited, container);
        }

        if (!process.Exited.IsCompleted)
        {
            process.Kill();
        }

        return ExecResult.Of(await process.Exited);
    }

    private void Received(string stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        try
        {
            _room.Wait(cancellationToken);
            _messages.Writer.TryWrite([stream == "stdout" ? Output : Errors, .. bytes.Span]);
        }
        catch (OperationCanceledException)
        {
            // The session is over; what the command still says is for nobody.
        }
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        await foreach (byte[] message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            _room.Release();
            await SendAsync(message, cancellationToken);
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    private async Task ReceiveAsync(ContainerProcess process, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestMessage];
        byte stream = EndOfStream;
        bool isStart = true;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                int start = isStart && part.Count > 0 ? 1 : 0;
                stream = start > 0 ? buffer[0] : stream;
                isStart = part.EndOfMessage;
                await TakeAsync(process, stream, buffer.AsMemory(start, part.Count - start), cancellationToken);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private async Task TakeAsync(ContainerProcess process, byte stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!command.HasInput)
        {
            return;
        }

        try
        {
            if (stream == Input && bytes.Length > 0)
            {
                await process.Input.WriteAsync(bytes, cancellationToken);
                await process.Input.FlushAsync(cancellationToken);
            }
            else if (stream == EndOfStream && bytes.Length > 0 && bytes.Span[0] == Input)
            {
                await process.Input.DisposeAsync();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The command has ended, or does not read.
        }
    }
}
