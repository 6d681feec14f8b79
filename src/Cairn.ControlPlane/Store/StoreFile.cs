using Microsoft.Data.Sqlite;

namespace Cairn.ControlPlane.Store;

/// <summary>
/// The store's file: the table <c>objects</c> holds the current state, <c>changes</c> the recent history. Each change is one transaction
/// that is on disk before it is answered (WAL, synchronous=FULL), so a killed process comes back with everything it acknowledged.
/// </summary>
internal sealed class StoreFile : IDisposable
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS objects (
            resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, json BLOB NOT NULL,
            PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS changes (
            version INTEGER PRIMARY KEY, type INTEGER NOT NULL, resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
            json BLOB NOT NULL, previous_version INTEGER, previous_json BLOB);
        PRAGMA user_version = 1;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _log;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="InvalidDataException">It was written by a newer Cairn.</exception>
    public StoreFile(string path)
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = path, Pooling = false };
        _connection = new SqliteConnection(settings.ConnectionString);
        _connection.Open();
        if (Scalar("PRAGMA user_version") is > 1 and var version)
        {
            _connection.Dispose();
            throw new InvalidDataException($"{path} has the format {version} of a newer Cairn: start that one.");
        }

        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        Execute(Tables);
        _put = Command("INSERT OR REPLACE INTO objects VALUES ($resource, $namespace, $name, $version, $json)", "version", "json");
        _delete = Command("DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name");
        _log = Command(
            "INSERT INTO changes VALUES ($version, $type, $resource, $namespace, $name, $json, $previous_version, $previous_json)",
            "version", "type", "json", "previous_version", "previous_json");
    }

    /// <summary>The current objects.</summary>
    public IEnumerable<StoredObject> ReadObjects()
    {
        using SqliteCommand command = Query("SELECT resource, namespace, name, version, json FROM objects");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new StoredObject(Key(reader, 0), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
        }
    }

    /// <summary>The recent changes, oldest first.</summary>
    public IEnumerable<Change> ReadChanges()
    {
        using SqliteCommand command = Query(
            "SELECT resource, namespace, name, version, json, type, previous_version, previous_json FROM changes ORDER BY version");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            ObjectKey key = Key(reader, 0);
            StoredObject? previous = reader.IsDBNull(6) ? null : new StoredObject(key, reader.GetInt64(6), reader.GetFieldValue<byte[]>(7));
            long version = reader.GetInt64(3);
            yield return new Change(
                (ChangeType)reader.GetInt32(5), version, new StoredObject(key, version, reader.GetFieldValue<byte[]>(4)), previous);
        }
    }

    /// <summary>Writes a change; it is durable when this returns.</summary>
    public void Write(Change change)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        StoredObject now = change.Object;
        if (change.Type == ChangeType.Deleted)
        {
            Run(_delete, now.Key, transaction);
        }
        else
        {
            Run(_put, now.Key, transaction, change.Version, now.Json);
        }

        Run(_log, now.Key, transaction, change.Version, (int)change.Type, now.Json,
            (object?)change.Previous?.Version ?? DBNull.Value, (object?)change.Previous?.Json ?? DBNull.Value);
        transaction.Commit();
    }

    /// <summary>Drops the history up to a version.</summary>
    public void Forget(long version)
    {
        using SqliteCommand command = Query("DELETE FROM changes WHERE version <= $version");
        command.Parameters.AddWithValue("$version", version);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
        _log.Dispose();
        _connection.Dispose();
    }

    private static ObjectKey Key(SqliteDataReader reader, int first) =>
        new(reader.GetString(first), reader.GetString(first + 1), reader.GetString(first + 2));

    private static void Run(SqliteCommand command, ObjectKey key, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        command.Parameters[0].Value = key.Resource;
        command.Parameters[1].Value = key.Namespace;
        command.Parameters[2].Value = key.Name;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i + 3].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = Query(text);
        foreach (string name in (ReadOnlySpan<string>)["resource", "namespace", "name", .. parameters])
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + name });
        }

        return command;
    }

    // The text is always one of the constants above.
#pragma warning disable CA2100
    private SqliteCommand Query(string text) => new(text, _connection);
#pragma warning restore CA2100

    private void Execute(string text)
    {
        using SqliteCommand command = Query(text);
        command.ExecuteNonQuery();
    }

    private long Scalar(string text)
    {
        using SqliteCommand command = Query(text);
        return (long)(command.ExecuteScalar() ?? 0L);
    }
}
