namespace Cairn.Postgres.Processes;

/// <summary>Runs a client program whose input and output fit into memory.</summary>
internal static class ProgramRun
{
    /// <summary>
    /// Feeds the program, reads all it writes and waits for its end. The end is for the caller to judge. Output beyond the limit ends the
    /// program with an <see cref="InsufficientMemoryException"/>.
    /// </summary>
    public static async Task<(ProcessExit Exit, byte[] Output)> RunAsync(
        ChildProcessOptions options, ReadOnlyMemory<byte> input, int maxOutput, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        await using ChildProcess process = ChildProcess.Start(options with { UseInput = !input.IsEmpty }, timeProvider, either.Token);
        Task feeding = FeedAsync(process, input, either.Token);
        using MemoryStream output = new();
        byte[] buffer = new byte[256 * 1024];
        int count;
        while ((count = await process.Output.ReadAsync(buffer, either.Token)) > 0)
        {
            output.Write(buffer.AsSpan(0, count));
            if (output.Length > maxOutput)
            {
                throw new InsufficientMemoryException($"{process.Name} wrote more than {maxOutput} bytes.");
            }
        }

        await feeding;
        return (await process.WaitForExitAsync(limit, either.Token), output.ToArray());
    }

    private static async Task FeedAsync(ChildProcess process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (input.IsEmpty)
        {
            return;
        }

        try
        {
            await process.Input.WriteAsync(input, cancellationToken);
            process.CloseInput();
        }
        catch (IOException)
        {
            // The program ended before it had read all; its exit code and words tell why.
        }
    }
}
