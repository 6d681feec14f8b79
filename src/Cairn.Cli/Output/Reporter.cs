using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Postgres.Progress;
using Cairn.Restic.Blobs;
using Cairn.Storage.Wrappers;

namespace Cairn.Cli.Output;

/// <summary>
/// Says what happens. Results go to the standard output, all else to the error output. With <c>--json</c> every result is one JSON object on a line
/// of the standard output, in the shape that restic's have; with <c>--quiet</c> there is no progress.
/// </summary>
internal sealed class Reporter(CliContext context, bool json, bool quiet, bool verbose)
{
    private readonly Lock _lock = new();
    private Func<string> _clearLine = () => "";

    /// <summary>Whether the output is for programs.</summary>
    public bool IsJson => json;

    /// <summary>Whether details are wanted.</summary>
    public bool IsVerbose => verbose;

    /// <summary>Writes a result: <paramref name="text"/> for people, or <paramref name="data"/> for programs.</summary>
    public void Result(string text, JsonNode data)
    {
        lock (_lock)
        {
            context.Out.WriteLine(json ? Compact(data) : text);
        }
    }

    /// <summary>Says something that people may want to know.</summary>
    public void Note(string text)
    {
        if (!quiet && !json)
        {
            WriteLine(text);
        }
    }

    /// <summary>Says something that matters only to those who look for it.</summary>
    public void Detail(string text)
    {
        if (verbose && !json)
        {
            WriteLine(text);
        }
    }

    /// <summary>Says that a storage operation failed and is tried again.</summary>
    public void Retrying(BackendRetry retry)
    {
        if (!quiet && !json)
        {
            WriteLine($"storage: {retry.Operation} {retry.File} failed (attempt {retry.Attempt}), again in {retry.Delay.TotalSeconds:0.#} "
                + $"s: {retry.ErrorMessage}");
        }
    }

    /// <summary>Reports the failure that ends the run.</summary>
    public void Fail(int code, string message, Exception failure)
    {
        WriteLine($"cairn: {message}");
        if (verbose)
        {
            WriteLine(failure.ToString());
        }

        if (json && failure is not OutputException)
        {
            lock (_lock)
            {
                context.Out.WriteLine(Compact(new JsonObject { ["message_type"] = "exit_error", ["code"] = code, ["message"] = message }));
            }
        }
    }

    /// <summary>
    /// Shows progress until the returned object is disposed: a live line on a terminal, otherwise a line every ten seconds.
    /// </summary>
    /// <param name="verb">What is going on, such as "Backing up".</param>
    /// <param name="progress">The counters to show.</param>
    /// <param name="totalBytes">How many bytes there will be, if that is known.</param>
    /// <param name="work">What a dump or restore says of its bytes and tables; null: there is none.</param>
    public ProgressDisplay ShowProgress(string verb, TransferProgress progress, long? totalBytes, WorkProgress? work = null)
    {
        ProgressDisplay display = new(new ProgressText(verb, progress, totalBytes, work), context, quiet, json, Write);
        _clearLine = () => display.ClearLine;
        return display;
    }

    /// <summary>One line; characters beyond ASCII as they are, since the output is no web page.</summary>
    private static string Compact(JsonNode data)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            data.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(string line, bool toOutput)
    {
        lock (_lock)
        {
            (toOutput ? context.Out : context.Error).Write(line);
        }
    }

    private void WriteLine(string text)
    {
        lock (_lock)
        {
            context.Error.WriteLine(_clearLine() + text);
        }
    }
}
