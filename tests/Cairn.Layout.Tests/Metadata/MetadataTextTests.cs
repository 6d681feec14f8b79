using System.Text;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Layout.Metadata;

namespace Cairn.Layout.Tests.Metadata;

public sealed class MetadataTextTests
{
    [Fact]
    public void ReadBackend_gives_back_what_was_written()
    {
        BackendMetadata written = new()
        {
            CreationTimestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            OperatorVersion = "1.2.3",
            Repositories = [new StoredRepository { Name = "r", Namespace = "demo", Path = "/postgres", Size = "806 B", Synced = true }],
        };

        byte[] text = MetadataText.Write(written);
        BackendMetadata read = MetadataText.ReadBackend("metadata.yaml", text);

        Assert.Equal(written.Repositories, read.Repositories);
        Assert.Equal((written.CreationTimestamp, written.OperatorVersion), (read.CreationTimestamp, read.OperatorVersion));
        Assert.StartsWith("apiVersion: config.kubestash.com/v1alpha1\nkind: BackendMeta\n", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadBackend_takes_a_storage_without_repositories_and_fields_of_others()
    {
        BackendMetadata read = MetadataText.ReadBackend("metadata.yaml", """
            kind: BackendMeta
            apiVersion: config.kubestash.com/v1alpha1
            metadata: {creationTimestamp: "2026-01-02T03:04:05Z"}
            someday: {more: [1, 2]}
            """u8);

        Assert.Empty(read.Repositories);
        Assert.Equal(2026, read.CreationTimestamp?.Year);
    }

    [Fact]
    public void Read_snapshot_with_flat_statistics_and_no_path_is_brought_to_the_form_of_today()
    {
        Snapshot snapshot = MetadataText.Read<Snapshot>("x/snapshots/old.yaml", """
            apiVersion: storage.kubestash.com/v1alpha1
            kind: Snapshot
            metadata: {name: old, namespace: demo}
            spec: {session: daily, repository: r}
            status:
              components:
                dump:
                  driver: Restic
                  phase: Succeeded
                  resticStats:
                  - hostPath: dumpfile.sql
                    id: 5dfbd1d6d0b5c9b5cdcc1a4ea0c67a8ec92d95a4cd0b1d7d5b9a1a8bb5ab6e50
                    size: 1.2 KiB
                    uploaded: 1.241 KiB
            """u8);

        SnapshotComponent component = snapshot.Status!.Components!["dump"];
        Assert.Equal("repository/daily/dump", component.Path);
        ResticSummary? summary = Assert.Single(component.ResticStats!).Summary;
        Assert.Equal(("dumpfile.sql", "1.241 KiB"), (summary?.HostPath, summary?.Uploaded));
        Assert.StartsWith("5dfbd1d6", summary!.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_object_leaves_out_what_only_its_API_server_needs()
    {
        Repository repository = new()
        {
            Metadata = new() { Name = "r", NamespaceProperty = "demo", ManagedFields = [new() { Manager = "somebody" }] },
            Spec = new RepositorySpec { Path = "/p", StorageRef = new ObjectReference { Name = "s" } },
        };

        string text = Encoding.UTF8.GetString(MetadataText.Write(repository));

        Assert.DoesNotContain("somebody", text, StringComparison.Ordinal);
        Assert.Equal("/p", MetadataText.Read<Repository>("f", Encoding.UTF8.GetBytes(text)).Spec?.Path);
    }

    [Theory]
    [InlineData("", "it holds no object")]
    [InlineData("kind: Repository\n", "it is no Snapshot but 'Repository'")]
    [InlineData("a: [", "line ")]
    [InlineData("kind: Snapshot\nspec: {session: {a: b}}\n", "a field has a value that a Snapshot cannot have")]
    public void Read_text_that_is_no_Snapshot_names_the_file_and_the_reason(string text, string reason)
    {
        MetadataException failure = Assert.Throws<MetadataException>(
            () => MetadataText.Read<Snapshot>("p/snapshots/x.yaml", Encoding.UTF8.GetBytes(text)));

        Assert.Contains("p/snapshots/x.yaml", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }
}
