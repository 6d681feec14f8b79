using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Cli.Tests.Support;
using Cairn.Restic.Blobs;

namespace Cairn.Cli.Tests.Output;

public sealed class ProgressTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_says_bytes_rate_time_and_what_was_stored()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        string line = new ProgressText("Backing up", sample.Progress, totalBytes: null).ForPeople(TimeSpan.FromSeconds(65));
        Assert.Matches("^Backing up: 97.7 KiB, 1.5 KiB/s, 1:05, [0-9.]+ KiB stored, 0 % deduplicated$", line);
    }

    [Fact]
    public async Task Line_with_a_known_end_has_a_bar_and_the_time_left()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        string line = new ProgressText("Restoring", sample.Progress, totalBytes: 4 * 100_000).ForPeople(TimeSpan.FromHours(1));
        Assert.StartsWith("Restoring: [======                  ] 25 %, 97.7 KiB, 27 B/s, 1:00:00, 3:00:00 left", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_before_the_first_byte_divides_by_nothing() =>
        Assert.Equal("Backing up: 0 B, 0 B/s, 0:00", new ProgressText("Backing up", new TransferProgress(), null).ForPeople(TimeSpan.Zero));

    [Fact]
    public async Task Status_for_programs_has_the_shape_of_restic()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        JsonObject status = new ProgressText("Restoring", sample.Progress, totalBytes: 200_000).ForPrograms(TimeSpan.FromSeconds(2));
        Assert.Equal("status", (string?)status["message_type"]);
        Assert.Equal(2, (long)status["seconds_elapsed"]!);
        Assert.Equal(100_000, (long)status["bytes_done"]!);
        Assert.Equal(50_000, (long)status["bytes_per_second"]!);
        Assert.Equal(0.5, (double)status["percent_done"]!);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(908_066_816, "866.0 MiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Sizes_have_the_unit_that_fits(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));
}
