using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Worker.Tests.Support;

namespace Cairn.Worker.Tests.Restores;

/// <summary>
/// What KubeStash wrote: pg_dump or pg_dumpall piped into the restic program, as host host-0, and a Snapshot with the older, flat statistics.
/// </summary>
public sealed class ForeignRepositoryTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_of_what_restic_stored_comes_back_equal_and_the_repository_is_gone_on_with()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string source = world.NewName("source");
        await world.Server.CreateDatabaseAsync(source, Stop);
        await world.Server.ExecuteAsync(source, "create table t as select i, 'row ' || i as words from generate_series(1, 500) i", Stop);
        string path = world.PathOf(storage, repository);
        await ResticCommand.RunAsync(path, World.EncryptionPassword, "", Stop, "init");
        string messages = await ResticCommand.RunAsync(path, World.EncryptionPassword, await world.Server.DumpTextAsync(source, Stop), Stop,
            "backup", "--stdin", "--json", "--host", "host-0", "--stdin-filename", "dumpfile.sql");
        string id = IdIn(messages);
        await world.MakeSnapshotAsync("old", repository, "old-session", "db");
        await world.Client.PatchStatusAsync<Snapshot>(new NamespacedName(World.Namespace, "old"), new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["totalComponents"] = 1,
                ["components"] = new JsonObject
                {
                    ["dump"] = new JsonObject
                    {
                        ["phase"] = "Succeeded",
                        ["path"] = "repository/v1/daily/dump",
                        ["resticStats"] = new JsonArray(new JsonObject { ["id"] = id, ["hostPath"] = "dumpfile.sql", ["size"] = "1 B" }),
                    },
                },
            },
        }, Stop);
        string target = world.NewName("target");
        await world.Server.CreateDatabaseAsync(target, Stop);

        await (await world.RestoreAsync("old", repository, $"--dbname {target}")).RunAsync(Stop);
        string next = await world.MakeSessionAsync("db", null, repository);
        await world.Backup(next).RunAsync(Stop);

        Assert.Equal(await world.Server.DumpTextAsync(source, Stop), await world.Server.DumpTextAsync(target, Stop));
        Assert.Equal("Succeeded", (await world.ComponentAsync(next, repository)).Phase);
        Assert.Contains("no errors were found", await ResticCommand.RunAsync(path, World.EncryptionPassword, "", Stop, "check"), StringComparison.Ordinal);
        string listed = await ResticCommand.RunAsync(path, World.EncryptionPassword, "", Stop, "snapshots", "--json");
        Assert.Equal(["host-0", "host-0"], JsonNode.Parse(listed)!.AsArray().Select(item => (string?)item!["hostname"]));
    }

    private static string IdIn(string messages) => messages.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .First(message => message.GetProperty("message_type").GetString() == "summary")
        .GetProperty("snapshot_id").GetString()!;
}
