using System.Security.Cryptography;
using Cairn.Testing.Servers;
using Cairn.Testing.Soak;

namespace Cairn.EndToEnd.Tests.Soak;

/// <summary>
/// One case of the kill campaign: a repository, and run after run of the real executable on it, each killed by SIGKILL at a moment that the seed gives.
/// After each kill: what was reported is there and restores, restic's check is clean, and the same command succeeds without help and leaves no lock.
/// </summary>
/// <remarks>
/// The seed repeats commands, data and moments, but not what the machine does in between. What a kill can leave in a storage is shown exactly, call by
/// call, by the campaign with faults; this one shows that the process holds no state that matters.
/// </remarks>
internal sealed class KillLife : IDisposable
{
    private const int AlreadyExists = 1;

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(0.9);

    private readonly Workplace _work;
    private readonly Random _random;
    private readonly SoakData _data;
    private readonly List<(string Id, string Hash)> _snapshots = [];
    private readonly List<string> _story = [];
    private readonly int _seed;
    private readonly bool _isInBucket;
    private readonly string _first;
    private int _streams;
    private bool _hasSecondKey;

    // A new key costs every later run half a second, so the password is changed at the second opportunity, if there is one.
    private int _changesLeft = 1;

    public KillLife(SharedServer server, int seed, MotoS3Server? storage)
    {
        _work = new Workplace(server);
        if (storage is not null)
        {
            // A bucket of its own, which has the seed in its name.
            _work.UseS3(storage.Endpoint, $"soak-{seed}", storage);
        }

        Copies = storage is null ? Path.Combine(_work.Directory, "copies") : $"{_work.Repository}/copies";
        _first = storage is null ? Path.Combine(_work.Directory, "first") : $"{_work.Repository}/first";
        _isInBucket = storage is not null;
        _seed = seed;
        _random = new Random(seed);
        _data = new SoakData(seed, pieceSize: 4_000_000);
        FakeClient.Write(Path.Combine(_work.Directory, "bin"));
        _work.Set("CAIRN_PG_BINDIR", Path.Combine(_work.Directory, "bin"));
        _work.Set("RESTIC_FROM_PASSWORD", Workplace.RepositoryPassword);
    }

    /// <summary>Runs that were dead before they could end.</summary>
    public int Killed { get; private set; }

    /// <summary>What has happened, run by run.</summary>
    public string Story => $"seed {_seed}\n  {string.Join("\n  ", _story)}";

    private string Copies { get; }

    public void Dispose() => _work.Dispose();

    public async Task LiveAsync(int kills, CancellationToken cancellationToken)
    {
        await KillInitAsync(cancellationToken);
        string repository = _work.Repository;
        _work.Repository = Copies;
        await _work.InitAsync(cancellationToken);
        _work.Repository = repository;
        await _work.InitAsync(cancellationToken);
        for (int i = 0; i < kills; i++)
        {
            await StepAsync(cancellationToken);
        }
    }

    /// <summary>Kills the creation of a repository: then it is there and opens, or creating it once more succeeds at once.</summary>
    private async Task KillInitAsync(CancellationToken cancellationToken)
    {
        string[] init = ["repo", "init", "--repo", _first];
        TimeSpan moment = _random.NextDouble() * LongestRun;
        ProgramResult killed = await KillAsync(init, moment, cancellationToken);
        ProgramResult next = await _work.CairnAsync(init, cancellationToken);
        _story.Add($"repo init; killed after {moment.TotalMilliseconds:0} ms; exit code {killed.ExitCode}; the next one's {next.ExitCode}");
        if (next.ExitCode != 0)
        {
            next.MustExitWith(AlreadyExists, "already holds a config file");
        }

        (await _work.CairnAsync(["repo", "snapshots", "--repo", _first], cancellationToken)).MustExitWith(0);
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        (string[] arguments, string? hash) = Next();
        TimeSpan moment = _random.NextDouble() * LongestRun;
        ProgramResult killed = await KillAsync(arguments, moment, cancellationToken);
        Note(killed, hash);
        _story.Add($"{string.Join(' ', arguments)}; killed after {moment.TotalMilliseconds:0} ms; exit code {killed.ExitCode}; locks left: "
            + $"{(await LocksAsync(cancellationToken)).Length}");
        await VerifyAsync(cancellationToken);

        ProgramResult next = (await _work.CairnAsync(arguments, cancellationToken)).MustExitWith(0);
        Note(next, hash);
        Assert.Empty(await LocksAsync(cancellationToken));
        await VerifyAsync(cancellationToken);
        if (arguments.Contains("copy"))
        {
            await VerifyCopiesAsync(cancellationToken);
        }
    }

    /// <summary>The next command, and for a backup the hash of what it backs up.</summary>
    private (string[] Arguments, string? Hash) Next()
    {
        switch (_random.Next(10))
        {
            case 0 or 1 when _snapshots.Count > 2:
                // All but the newest one may go: beside it there can be one whose run was killed before it could report it.
                _snapshots.RemoveRange(0, _snapshots.Count - 1);
                string[] prune = _random.Next(2) == 0 ? ["--prune", "--max-unused", "0"] : [];
                return (["repo", "forget", "--keep-last", "2", "--group-by", "", .. prune], null);
            case 2 or 3:
                return (["repo", "prune", "--max-unused", "0"], null);
            case 4:
                return (["repo", "copy", "--repo", Copies, "--from-repo", _work.Repository], null);
            case 5 when _changesLeft-- == 0:
                // To the same one: the key is another, and the password that all other runs use opens at every moment.
                return (["repo", "key", "passwd", "--new-password-file", PasswordFile(Workplace.RepositoryPassword)], null);
            case 6 when !_hasSecondKey:
                // One is enough: every further key costs every later run the time to try it.
                _hasSecondKey = true;
                return (["repo", "key", "add", "--new-password-file", PasswordFile("another one")], null);
            default:
                return Backup();
        }
    }

    private (string[] Arguments, string? Hash) Backup()
    {
        byte[] data = _data.Next(_random);
        string stream = Path.Combine(_work.Directory, $"stream-{_streams++}");
        File.WriteAllBytes(stream, data);
        _work.Set(FakeClient.StreamVariable, stream);

        // Some are slowed down, so that kills meet them in the middle of storing too.
        string[] slow = _random.Next(2) == 0 ? ["--limit-upload", $"{_random.Next(10_000, 60_000)}"] : [];
        return (["backup", "--from", Workplace.Url("soak"), "--json", "--plain", "--pack-size", "4", .. slow], Convert.ToHexStringLower(SHA256.HashData(data)));
    }

    private string PasswordFile(string password)
    {
        string file = Path.Combine(_work.Directory, "password");
        File.WriteAllText(file, password);
        return file;
    }

    /// <summary>The lock files. A kill within a save may leave a temporary file, which nobody sees.</summary>
    private async Task<string[]> LocksAsync(CancellationToken cancellationToken)
    {
        if (!_isInBucket)
        {
            return [.. _work.Files("locks").Concat(Directory.GetFiles(Path.Combine(Copies, "locks"))).Where(path => Path.GetFileName(path).Length == 64)];
        }

        ProgramResult own = await _work.ResticAsync(["list", "locks", "--no-lock"], cancellationToken);
        ProgramResult copies = await _work.ResticAsync(["list", "locks", "--no-lock", "--repo", Copies], cancellationToken);
        string names = own.MustExitWith(0).Output + copies.MustExitWith(0).Output;
        return names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private async Task<ProgramResult> KillAsync(string[] arguments, TimeSpan moment, CancellationToken cancellationToken)
    {
        await using RunningProgram cairn = _work.StartCairn(arguments);
        await Task.Delay(moment, TimeProvider.System, cancellationToken);
        if (!cairn.HasExited)
        {
            ProcessTable.Signal(cairn.Id, ProcessTable.SigKill);
        }

        ProgramResult result = await cairn.WaitAsync(cancellationToken);
        Killed += result.ExitCode == 128 + ProcessTable.SigKill ? 1 : 0;
        return result;
    }

    /// <summary>What was printed was reported, whatever happened to the process afterwards.</summary>
    private void Note(ProgramResult result, string? hash)
    {
        if (hash is not null && result.Output.Contains("\"snapshot_id\"", StringComparison.Ordinal) && result.Output.EndsWith('\n'))
        {
            _snapshots.Add((result.LastJson.GetProperty("snapshot_id").GetString()!, hash));
        }
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await _work.MustBeSoundAsync(cancellationToken, "--no-lock");
        string[] listed = [.. (await _work.SnapshotsAsync(cancellationToken)).Select(snapshot => snapshot.GetProperty("id").GetString()!)];
        Assert.Empty(_snapshots.Select(snapshot => snapshot.Id).Except(listed));
        foreach ((string id, string hash) in _snapshots.TakeLast(2))
        {
            ProgramResult restored = await _work.ToolAsync(
                "/bin/sh", ["-c", $"{Programs.Restic} --no-lock dump {id} dumpfile.sql | sha256sum"], cancellationToken);
            Assert.Equal(hash, restored.MustExitWith(0).Output.Split(' ')[0]);
        }
    }

    private async Task VerifyCopiesAsync(CancellationToken cancellationToken)
    {
        await _work.MustBeSoundAsync(cancellationToken, "--no-lock", "--repo", Copies);
        ProgramResult listed = await _work.ResticAsync(["snapshots", "--json", "--no-lock", "--repo", Copies], cancellationToken);
        JsonElement copies = JsonSerializer.Deserialize<JsonElement>(listed.MustExitWith(0).Output);
        string[] originals = [.. copies.EnumerateArray().Select(copy => copy.GetProperty("original").GetString()!)];
        Assert.Empty(_snapshots.Select(snapshot => snapshot.Id).Except(originals));
        Assert.Equal(originals.Length, originals.Distinct().Count());
    }
}
