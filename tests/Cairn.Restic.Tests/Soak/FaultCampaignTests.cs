using Cairn.Testing.Servers;
using Cairn.Testing.Soak;

namespace Cairn.Restic.Tests.Soak;

/// <summary>Runs on a storage that fails in all ways that its contract allows: nothing that was reported is lost, and nothing is left in the way.</summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    private const int RunsPerCase = 10;

    /// <summary>One case in so many is in a bucket, whose server makes it slower.</summary>
    private const int BucketOneIn = 4;

    [Fact]
    public async Task Whatever_the_storage_does_nothing_reported_is_lost_and_the_next_run_succeeds()
    {
        SoakSettings settings = SoakSettings.FromEnvironment("CAIRN_SOAK_FAULT_CASES", cases: BucketOneIn);
        int faulted = 0;
        int failed = 0;
        await using SharedS3Server server = new();
        for (int i = 0; i < settings.Cases; i++)
        {
            int seed = settings.Seed + i;
            bool isInBucket = seed % BucketOneIn == 0;
            using FaultLife life = new(seed, new SoakPlace(isInBucket ? await server.GetAsync() : null, server.NewBucket()));
            try
            {
                await life.LiveAsync(RunsPerCase, TestContext.Current.CancellationToken);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Repeat with: make soak SEED={settings.Seed + i} CASES=1\n{life.Story}\n{e.Message}", e);
            }

            (faulted, failed) = (faulted + life.FaultedRuns, failed + life.FailedRuns);
            output.WriteLine($"seed {settings.Seed + i}: {life.FaultedRuns} runs with faults, {life.FailedRuns} of them failed; so far {faulted}, {failed}");
        }

        Assert.True(
            settings.Cases < BucketOneIn || (failed > 0 && faulted > failed),
            $"Of {faulted} runs with faults {failed} failed: that shows nothing. {settings}");
    }
}
