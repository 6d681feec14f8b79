using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cairn.Cli.Output;
using Cairn.Restic.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Cli.Tests.Output;

public sealed class ProgressDisplayTests
{
    private const string EraseLine = "\r\u001b[K";

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<(string Text, bool ToOutput)> _written = Channel.CreateUnbounded<(string, bool)>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_terminal_there_is_a_line_every_ten_seconds()
    {
        await using ProgressDisplay display = Show(isTerminal: false);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(_written.Reader.TryPeek(out _));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        (string text, bool toOutput) = await _written.Reader.ReadAsync(Token);
        Assert.Equal($"Backing up: 0 B, 0 B/s, 0:10{Environment.NewLine}", text);
        Assert.False(toOutput);
        Assert.Empty(display.ClearLine);
    }

    [Fact]
    public async Task On_a_terminal_one_line_is_written_over_and_erased_at_the_end()
    {
        ProgressDisplay display = Show(isTerminal: true);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(EraseLine + "Backing up: 0 B, 0 B/s, 0:00", (await _written.Reader.ReadAsync(Token)).Text);
        Assert.Equal(EraseLine, display.ClearLine);
        await display.DisposeAsync();
        Assert.Equal(EraseLine, (await _written.Reader.ReadAsync(Token)).Text);
        Assert.Empty(display.ClearLine);
    }

    [Fact]
    public async Task For_programs_each_line_is_an_object_on_the_output()
    {
        await using ProgressDisplay display = Show(isTerminal: true, json: true);
        _time.Advance(TimeSpan.FromSeconds(10));
        (string text, bool toOutput) = await _written.Reader.ReadAsync(Token);
        Assert.True(toOutput);
        Assert.Equal("status", (string?)JsonNode.Parse(text)!["message_type"]);
    }

    [Fact]
    public async Task Quiet_writes_nothing()
    {
        ProgressDisplay display = Show(isTerminal: true, quiet: true);
        _time.Advance(TimeSpan.FromMinutes(1));
        await display.DisposeAsync();
        Assert.DoesNotContain(await WrittenAsync(), written => written.Text.Length > 0);
    }

    private ProgressDisplay Show(bool isTerminal, bool quiet = false, bool json = false) => new(
        new ProgressText("Backing up", new TransferProgress(), totalBytes: null),
        new CliContext { Time = _time, IsTerminal = isTerminal },
        quiet,
        json,
        (text, toOutput) => _written.Writer.TryWrite((text, toOutput)));

    private async Task<List<(string Text, bool ToOutput)>> WrittenAsync()
    {
        _written.Writer.Complete();
        return await _written.Reader.ReadAllAsync(Token).ToListAsync(Token);
    }
}
