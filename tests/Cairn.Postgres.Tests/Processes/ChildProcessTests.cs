using System.Text;

namespace Cairn.Postgres.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Start_missing_program_is_reported_as_missing_client()
    {
        PostgresException error = Assert.Throws<PostgresException>(
            () => Start(new ChildProcessOptions { Program = "/nonexistent/pg_dump" }));

        Assert.Equal(PostgresErrorKind.ClientMissing, error.Kind);
        Assert.Equal(PostgresSide.Tool, error.Side);
    }

    [Fact]
    public async Task Output_is_read_to_the_last_byte_in_full_buffers()
    {
        await using ChildProcess process = Shell("head -c 50000000 /dev/zero; echo end");
        byte[] buffer = new byte[256 * 1024];
        long total = 0;
        int reads = 0;
        int count;
        while ((count = await process.Output.ReadAsync(buffer, Cancellation)) > 0)
        {
            total += count;
            reads++;
        }

        ProcessExit exit = await process.WaitForExitAsync(Limit, Cancellation);

        Assert.Equal(50_000_004, total);
        Assert.True(exit.IsSuccess);
        Assert.True(process.OutputEnded);
        Assert.True(reads < 2000, $"{reads} reads");
    }

    [Fact]
    public async Task Input_and_output_carry_the_same_bytes()
    {
        byte[] data = new byte[5_000_000];
        new Random(1).NextBytes(data);
        await using ChildProcess process = Start(new ChildProcessOptions { Program = "cat", UseInput = true });
        using var received = new MemoryStream();
        Task reading = process.Output.CopyToAsync(received, Cancellation);
        await process.Input.WriteAsync(data, Cancellation);
        process.CloseInput();
        await reading;
        await process.WaitForExitAsync(Limit, Cancellation);

        Assert.True(data.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Fact]
    public async Task Arguments_and_environment_reach_the_child_unchanged()
    {
        await using ChildProcess process = Start(new ChildProcessOptions
        {
            Program = "sh",
            Arguments = ["-c", "printf '%s|' \"$@\" \"$CAIRN_A\" \"${HOME-unset}\"", "sh", "a b", "$HOME", "", "\"q\""],
            Environment = new Dictionary<string, string?> { ["CAIRN_A"] = "ü x", ["HOME"] = null },
        });
        using var reader = new StreamReader(new MemoryStream(await ReadAllAsync(process)));

        Assert.Equal("a b|$HOME||\"q\"|ü x|unset|", await reader.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Unused_input_is_empty()
    {
        await using ChildProcess process = Start(new ChildProcessOptions { Program = "cat" });

        Assert.Empty(await ReadAllAsync(process));
        Assert.True((await process.WaitForExitAsync(Limit, Cancellation)).IsSuccess);
    }

    [Fact]
    public async Task Error_output_far_beyond_a_pipe_is_drained_and_only_its_tail_kept()
    {
        var lines = new List<string>();
        await using ChildProcess process = Start(new ChildProcessOptions
        {
            Program = "sh",
            Arguments = ["-c", "seq -f 'line %.0f sesame' 1 100000 >&2; head -c 100000 /dev/zero | tr '\\0' x >&2; exit 7"],
            Redactor = new SecretRedactor("sesame"),
            ErrorLine = lines.Add,
        });
        ProcessExit exit = await process.WaitForExitAsync(Limit, Cancellation);

        Assert.Equal(7, exit.Code);
        Assert.Null(exit.Signal);
        Assert.Equal(100_001, lines.Count);
        Assert.Equal("line 100000 ***", exit.ErrorLines[^2]);
        Assert.True(exit.ErrorLines.Count <= 200);
        Assert.True(exit.ErrorLines.Sum(l => l.Length) <= 64 * 1024);
    }

    [Fact]
    public async Task Cancelling_the_token_ends_the_child_and_a_waiting_read()
    {
        using var cancel = new CancellationTokenSource();
        await using ChildProcess process = ChildProcess.Start(
            new ChildProcessOptions { Program = "sleep", Arguments = ["1000"] }, TimeProvider.System, cancel.Token);
        ValueTask<int> read = process.Output.ReadAsync(new byte[10], Cancellation);
        await cancel.CancelAsync();
        ProcessExit exit = await process.Exited.WaitAsync(Limit, Cancellation);

        Assert.Equal(15, exit.Signal);
        Assert.Equal("signal 15 (SIGTERM)", exit.Description);
        Assert.Equal(0, await read);
    }

    [Fact]
    public async Task A_read_can_be_cancelled_while_the_child_is_silent()
    {
        await using ChildProcess process = Start(new ChildProcessOptions { Program = "sleep", Arguments = ["1000"] });
        using var cancel = new CancellationTokenSource();
        ValueTask<int> read = process.Output.ReadAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        Assert.False(process.Exited.IsCompleted);
    }

    [Fact]
    public async Task Dispose_kills_a_child_that_ignores_the_polite_signal()
    {
        ChildProcess process = Start(new ChildProcessOptions
        {
            Program = "sh",
            Arguments = ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"],
            Grace = TimeSpan.FromMilliseconds(100),
        });
        Assert.True(await process.Output.ReadAsync(new byte[10], Cancellation) > 0);
        await process.DisposeAsync();

        Assert.Equal(9, (await process.Exited.WaitAsync(Limit, Cancellation)).Signal);
    }

    [Fact]
    public async Task Dispose_ends_the_childs_own_children_too()
    {
        ChildProcess process = Shell("sleep 1000 & echo $!; wait");
        byte[] buffer = new byte[20];
        int count = await process.Output.ReadAsync(buffer, Cancellation);
        int grandchild = int.Parse(Encoding.ASCII.GetString(buffer, 0, count));
        await process.DisposeAsync();

        await WaitUntilGoneAsync(grandchild);
    }

    [Fact]
    public async Task WaitForExit_beyond_the_limit_stops_the_child()
    {
        await using ChildProcess process = Shell("sleep 1000");

        await Assert.ThrowsAsync<TimeoutException>(() => process.WaitForExitAsync(TimeSpan.FromMilliseconds(50), Cancellation));
        Assert.True(process.Exited.IsCompleted);
    }

    [Fact]
    public async Task Start_with_a_cancelled_token_starts_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        Assert.ThrowsAny<OperationCanceledException>(() => ChildProcess.Start(
            new ChildProcessOptions { Program = "sleep" }, TimeProvider.System, cancel.Token));
    }

    private static ChildProcess Shell(string script) => Start(new ChildProcessOptions { Program = "sh", Arguments = ["-c", script] });

    private static ChildProcess Start(ChildProcessOptions options) => ChildProcess.Start(options, TimeProvider.System, Cancellation);

    private static async Task<byte[]> ReadAllAsync(ChildProcess process)
    {
        using var all = new MemoryStream();
        await process.Output.CopyToAsync(all, Cancellation);
        return all.ToArray();
    }

    // An ended process may stay a zombie until init collects it.
    private static async Task WaitUntilGoneAsync(int processId)
    {
        using var limit = new CancellationTokenSource(Limit);
        string stat = $"/proc/{processId}/stat";
        while (File.Exists(stat) && !(await File.ReadAllTextAsync(stat, limit.Token)).Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        Assert.False(limit.IsCancellationRequested);
    }
}
