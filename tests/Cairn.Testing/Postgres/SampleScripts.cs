namespace Cairn.Testing.Postgres;

/// <summary>Scripts that make databases with something of everything, to be run by psql.</summary>
public static class SampleScripts
{
    /// <summary>One of every kind of object that PostgreSQL 15 has and that needs nothing but its own packages.</summary>
    public static string EveryKind => Read("every-kind.sql");

    /// <summary>To be run behind <see cref="EveryKind"/>: what a dump must hold, but what cannot be compared after a restore.</summary>
    public static string DumpOnly => Read("dump-only.sql");

    private static string Read(string name)
    {
        using Stream stream = typeof(SampleScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not part of the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
