using Cairn.Testing.Servers;
using Cairn.Testing.Soak;

namespace Cairn.EndToEnd.Tests.Soak;

/// <summary>The executable is killed again and again: nothing that was reported is lost, and nothing is left in the way.</summary>
public sealed class KillCampaignTests(SharedServer server, SharedS3Server s3, ITestOutputHelper output)
{
    private const int KillsPerCase = 10;

    /// <summary>One case in so many is in a bucket, whose server makes it slower.</summary>
    private const int BucketOneIn = 4;

    [Fact]
    public async Task Killed_at_any_moment_nothing_reported_is_lost_and_the_next_run_succeeds()
    {
        SoakSettings settings = SoakSettings.FromEnvironment("CAIRN_SOAK_KILL_CASES", cases: 1);
        int killed = 0;
        for (int i = 0; i < settings.Cases; i++)
        {
            int seed = settings.Seed + i;
            using KillLife life = new(server, seed, seed % BucketOneIn == 0 ? await s3.GetAsync() : null);
            try
            {
                await life.LiveAsync(KillsPerCase, TestContext.Current.CancellationToken);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Repeat with: make soak SEED={settings.Seed + i} CASES=1\n{life.Story}\n{e.Message}", e);
            }

            killed += life.Killed;
            output.WriteLine($"seed {settings.Seed + i}: killed {life.Killed} of {KillsPerCase + 1} runs; so far {killed}");
        }

        Assert.True(settings.Cases < 1 || killed > 0, $"No run could be killed in time: that shows nothing. {settings}");
    }
}
