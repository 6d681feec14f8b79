using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Operator.Catalog;
using Cairn.Operator.Jobs;
using Cairn.Operator.Jobs.Tasks;
using Cairn.Operator.Tests.Support;
using Cairn.Testing;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Jobs;

/// <summary>
/// Objects in, Jobs and rights out: each folder of golden/ is a case, and the start of its name says what is built. With CAIRN_UPDATE_GOLDEN=1 the
/// expected files are written anew; the change then shows in git.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(TestTools.Checkout()!, "tests", "Cairn.Operator.Tests", "golden");

    private static readonly JobSettings Settings = new()
    {
        Image = "example.invalid/cairn:1.2.3",
        ImagePullSecrets = [new V1LocalObjectReference { Name = "pull" }],
        ProxyVariables = new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://proxy.example:3128", ["NO_PROXY"] = ".svc" },
    };

    public static TheoryData<string> Cases() => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Builder_gives_the_expected_objects(string name)
    {
        string input = await File.ReadAllTextAsync(Path.Combine(Folder, name, "in.yaml"), TestContext.Current.CancellationToken);
        string expectedFile = Path.Combine(Folder, name, "out.yaml");

        string actual = Build(name, ObjectFile.Read(input));

        if (Environment.GetEnvironmentVariable("CAIRN_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(expectedFile, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(expectedFile, TestContext.Current.CancellationToken), actual);
    }

    private static string Build(string name, ObjectFile file)
    {
        try
        {
            return ObjectFile.Write(name.Split('-')[0] switch
            {
                "trigger" => file.One<BackupConfiguration>() is var plan
                    ? plan.Spec!.Sessions!.SelectMany(session => TriggerCronJobs.Build(plan, session, Settings)) : [],
                "backup" => Objects(BackupJobs.Build(BackupRunOf(file), Settings)),
                "retention" => Objects(RetentionJobs.Build(BackupRunOf(file), TimeSpan.FromHours(1), Settings)),
                "restore" => Objects(RestoreJobs.Build(RestoreRunOf(file), Settings)),
                _ => StorageJobsOf(file).SelectMany(Objects),
            });
        }
        catch (TaskException error)
        {
            return $"# {error.Message}\n";
        }
    }

    private static IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects(RunObjects run) => [.. run.Access, run.Job];

    private static IEnumerable<RunObjects> StorageJobsOf(ObjectFile file)
    {
        BackupStorage storage = file.One<BackupStorage>();
        yield return StorageJobs.Initialize(storage, Settings);
        yield return StorageJobs.Upload(storage, file.One<Snapshot>(), Settings);
        yield return StorageJobs.CleanUp(storage, file.One<Snapshot>(), file.One<Repository>(), Settings);
    }

    private static BackupRun BackupRunOf(ObjectFile file)
    {
        BackupSession session = file.One<BackupSession>();
        BackupConfiguration plan = file.One<BackupConfiguration>();
        SessionSpec settings = plan.Spec!.Sessions!.Single(item => item.Name == session.Spec!.Session);
        AppBinding? target = file.All<AppBinding>().SingleOrDefault();
        return new BackupRun
        {
            Session = session,
            Plan = plan,
            Settings = settings,
            Repositories = file.All<Repository>(),
            Storages = file.All<BackupStorage>(),
            Snapshots = [.. file.All<Repository>().Select(item => Cairn.Api.Rules.Naming.ObjectNames.Snapshot(item.Metadata.Name, session.Metadata.Name))],
            Target = target,
            Tasks = Resolve(file, settings.Addon!, true, target, TaskInputs.ForBackup(
                Settings, session.Metadata.NamespaceProperty, session.Metadata.Name, plan.Kind, plan.Metadata.Name)),
            Limit = session.Spec!.BackupTimeout is null ? null : TimeSpan.FromMinutes(30),
        };
    }

    private static RestoreRun RestoreRunOf(ObjectFile file)
    {
        RestoreSession session = file.One<RestoreSession>();
        Snapshot snapshot = file.One<Snapshot>();
        AppBinding target = file.One<AppBinding>();
        return new RestoreRun
        {
            Session = session,
            Snapshot = snapshot,
            Repository = file.One<Repository>(),
            Storage = file.One<BackupStorage>(),
            Target = target,
            Tasks = Resolve(file, session.Spec!.Addon!, false, target, TaskInputs.ForRestore(
                Settings, session.Metadata.NamespaceProperty, session.Metadata.Name, snapshot.Metadata.Name)),
        };
    }

    private static IReadOnlyList<ResolvedTask> Resolve(
        ObjectFile file, AddonSpec spec, bool isBackup, AppBinding? target, Dictionary<string, string> identity)
    {
        List<ApiObject> catalog = [.. file.All<Addon>(), .. file.All<Function>(), .. DefaultCatalog.Objects()];
        Addon addon = catalog.OfType<Addon>().First(item => item.Metadata.Name == spec.Name);
        Dictionary<string, Function> functions = catalog.OfType<Function>().DistinctBy(item => item.Metadata.Name).ToDictionary(item => item.Metadata.Name);
        return new TaskResolver(addon, functions, identity, target?.Spec?.Version).Resolve(spec.Tasks!, isBackup);
    }
}
