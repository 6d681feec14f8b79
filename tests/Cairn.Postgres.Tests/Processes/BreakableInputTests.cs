using System.Diagnostics;

namespace Cairn.Postgres.Tests.Processes;

/// <summary>Alone, since every start of a program exchanges this process's standard input for a moment, which one of the tests looks at.</summary>
[Collection(nameof(BreakableInputTests))]
[CollectionDefinition(nameof(BreakableInputTests), DisableParallelization = true)]
public sealed class BreakableInputTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task Input_that_is_completed_ends_after_all_that_was_written(int bytes)
    {
        using BreakableInput input = BreakableInput.TryCreate()!;
        using Process cat = StartCat(input);
        await WriteAsync(input, bytes);
        input.Complete();
        Assert.Equal((bytes, 0, ""), await ReadAsync(cat));
    }

    /// <summary>Closing is all that the kernel does for us when we are killed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task Input_that_is_closed_without_being_completed_is_an_error_after_all_that_was_written(int bytes)
    {
        BreakableInput input = BreakableInput.TryCreate()!;
        using Process cat = StartCat(input);
        await WriteAsync(input, bytes);
        input.Dispose();
        (int read, int code, string error) = await ReadAsync(cat);
        Assert.Equal((bytes, 1), (read, code));
        Assert.Contains("Connection reset by peer", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_to_a_child_that_has_ended_fails()
    {
        using BreakableInput input = BreakableInput.TryCreate()!;
        using Process cat = StartCat(input);
        cat.Kill();
        await cat.WaitForExitAsync(Cancellation).WaitAsync(Limit, TimeProvider.System, Cancellation);
        Assert.Throws<IOException>(() => input.Pipe.TryWrite("text"u8));
    }

    [Fact]
    public void Own_standard_input_is_the_same_after_a_start()
    {
        string? before = File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)?.Name;
        using BreakableInput input = BreakableInput.TryCreate()!;
        using Process cat = StartCat(input);
        Assert.Equal(before, File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)?.Name);
    }

    private static Process StartCat(BreakableInput input)
    {
        var info = new ProcessStartInfo("cat") { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } };
        return BreakableInput.Start(info, input)!;
    }

    private static async Task WriteAsync(BreakableInput input, int bytes) =>
        await new ProcessInputStream(input.Pipe).WriteAsync(new byte[bytes], Cancellation);

    private static async Task<(int Read, int Code, string Error)> ReadAsync(Process cat)
    {
        using var output = new MemoryStream();
        Task reading = cat.StandardOutput.BaseStream.CopyToAsync(output, Cancellation);
        string error = await cat.StandardError.ReadToEndAsync(Cancellation);
        await reading;
        await cat.WaitForExitAsync(Cancellation).WaitAsync(Limit, TimeProvider.System, Cancellation);
        return ((int)output.Length, cat.ExitCode, error);
    }
}
