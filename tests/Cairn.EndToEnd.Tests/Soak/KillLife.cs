using System.Security.Cryptography;
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
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(0.9);

    private readonly Workplace _work;
    private readonly Random _random;
    private readonly SoakData _data;
    private readonly Dictionary<string, string> _snapshots = [];
    private readonly List<string> _story = [];
    private readonly int _seed;
    private int _streams;
    private bool _hasSecondKey;

    public KillLife(SharedServer server, int seed)
    {
        _work = new Workplace(server);
        _seed = seed;
        _random = new Random(seed);
        _data = new SoakData(seed, pieceSize: 4_000_000);
        FakeClient.Write(Path.Combine(_work.Directory, "bin"));
        _work.Set("CAIRN_PG_BINDIR", Path.Combine(_work.Directory, "bin"));
    }

    /// <summary>Runs that were dead before they could end.</summary>
    public int Killed { get; private set; }

    /// <summary>What has happened, run by run.</summary>
    public string Story => $"seed {_seed}\n  {string.Join("\n  ", _story)}";

    public void Dispose() => _work.Dispose();

    public async Task LiveAsync(int kills, CancellationToken cancellationToken)
    {
        await _work.InitAsync(cancellationToken);
        for (int i = 0; i < kills; i++)
        {
            await StepAsync(cancellationToken);
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        (string[] arguments, string? hash) = Next();
        TimeSpan moment = _random.NextDouble() * LongestRun;
        ProgramResult killed = await KillAsync(arguments, moment, cancellationToken);
        Note(killed, hash);
        _story.Add($"{string.Join(' ', arguments)}; killed after {moment.TotalMilliseconds:0} ms; exit code {killed.ExitCode}; locks left: "
            + $"{Locks().Length}");
        await VerifyAsync(cancellationToken);

        ProgramResult next = (await _work.CairnAsync(arguments, cancellationToken)).MustExitWith(0);
        Note(next, hash);
        Assert.Empty(Locks());
        await VerifyAsync(cancellationToken);
    }

    /// <summary>The next command, and for a backup the hash of what it backs up.</summary>
    private (string[] Arguments, string? Hash) Next()
    {
        switch (_random.Next(10))
        {
            case 0 or 1 when _snapshots.Count > 2:
                // Which ones go is the command's choice; from now on nobody may rely on those that it may choose.
                string[] doomed = [.. _snapshots.Keys.SkipLast(2)];
                Array.ForEach(doomed, id => _snapshots.Remove(id));
                string[] prune = _random.Next(2) == 0 ? ["--prune", "--max-unused", "0"] : [];
                return (["repo", "forget", "--keep-last", "2", "--group-by", "", .. prune], null);
            case 2 or 3:
                return (["repo", "prune", "--max-unused", "0"], null);
            case 4 when !_hasSecondKey:
                // One is enough: every further key costs every later run the time to try it.
                _hasSecondKey = true;
                return (["repo", "key", "add", "--new-password-file", NewPassword()], null);
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
        return (["backup", "--from", Workplace.Url("soak"), "--json", "--pack-size", "4", .. slow], Convert.ToHexStringLower(SHA256.HashData(data)));
    }

    /// <summary>A file with another password. The first one must go on opening the repository, as it does at every step.</summary>
    private string NewPassword()
    {
        string file = Path.Combine(_work.Directory, "password");
        File.WriteAllText(file, $"another {_streams}");
        return file;
    }

    /// <summary>The lock files. A kill within a save may leave a temporary file, which nobody sees.</summary>
    private string[] Locks() => [.. _work.Files("locks").Select(path => Path.GetFileName(path)).Where(name => name.Length == 64)];

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
            _snapshots[result.LastJson.GetProperty("snapshot_id").GetString()!] = hash;
        }
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await _work.MustBeSoundAsync(cancellationToken, "--no-lock");
        string[] listed = [.. (await _work.SnapshotsAsync(cancellationToken)).Select(snapshot => snapshot.GetProperty("id").GetString()!)];
        Assert.Empty(_snapshots.Keys.Except(listed));
        foreach (string id in _snapshots.Keys.TakeLast(2))
        {
            string[] hash = ["-c", $"{Programs.Restic} --no-lock dump {id} dumpfile.sql | sha256sum"];
            ProgramResult restored = await _work.ToolAsync("/bin/sh", hash, cancellationToken);
            Assert.Equal(_snapshots[id], restored.MustExitWith(0).Output.Split(' ')[0]);
        }
    }
}
