using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Postgres.Restore;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Cli.Commands;

/// <summary>Shows what a restore would do.</summary>
internal static class RestorePlanReport
{
    /// <summary>Writes the plan as a result: an object, or a line and a table, for each database.</summary>
    public static void Write(Reporter reporter, RestoreJob job, string target)
    {
        if (job.RestoresGlobals)
        {
            reporter.Note("Would restore roles and tablespaces first.");
        }

        if (job.Plans.Count == 0)
        {
            JsonObject nothing = new()
            {
                ["message_type"] = "plan",
                ["target"] = target,
                ["globals"] = job.RestoresGlobals,
                ["tables"] = new JsonArray(),
            };
            reporter.Result(
                job.RestoresGlobals ? $"Would restore no database into {target}. Nothing was done."
                    : $"Would stream the whole script into {target}; it has no table of contents to tell more from. Nothing was done.",
                nothing);
        }

        foreach (RestorePlan plan in job.Plans)
        {
            Write(reporter, plan, job, target);
        }
    }

    private static void Write(Reporter reporter, RestorePlan plan, RestoreJob job, string target)
    {
        JsonArray tables = [];
        foreach (RestorePlanTable table in plan.Tables)
        {
            tables.Add((JsonNode)new JsonObject { ["schema"] = table.Schema, ["name"] = table.Name, ["rows"] = table.Rows, ["bytes"] = table.Bytes });
        }

        JsonObject data = new()
        {
            ["message_type"] = "plan",
            ["source_database"] = plan.SourceDatabase,
            ["source_version"] = plan.SourceVersion,
            ["target"] = target,
            ["globals"] = job.RestoresGlobals,
            ["objects_before_rows"] = plan.PreDataObjects,
            ["objects_after_rows"] = plan.PostDataObjects,
            ["bytes"] = plan.Bytes,
            ["tables"] = tables,
        };
        IReadOnlyList<IReadOnlyList<string>> rows =
        [
            .. plan.Tables.OrderByDescending(table => table.Bytes).Select(table => (IReadOnlyList<string>)
                [$"{table.Schema}.{table.Name}", table.Rows.ToString("N0", CultureInfo.InvariantCulture), ByteSize.Format(table.Bytes)]),
        ];
        string list = rows.Count == 0 ? "" : Environment.NewLine + Table.Format(["Table", "Rows", "Size"], rows);
        string which = job.IsServer ? $"the database {plan.SourceDatabase} " : "";
        reporter.Result(
            $"Would restore {which}into {target}: {plan.PreDataObjects} objects before the rows, {ByteSize.Format(plan.Bytes)} of rows in "
            + $"{plan.Tables.Count} tables, {plan.PostDataObjects} objects after them. Nothing was done.{list}",
            data);
    }
}
