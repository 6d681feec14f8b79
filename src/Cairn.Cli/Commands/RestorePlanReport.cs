using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Cli.Commands;

/// <summary>Shows what a restore would do.</summary>
internal static class RestorePlanReport
{
    /// <summary>Writes the plan as a result.</summary>
    public static void Write(Reporter reporter, RestorePlan plan, string target)
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
        reporter.Result(
            $"Would restore into {target}: {plan.PreDataObjects} objects before the rows, {ByteSize.Format(plan.Bytes)} of rows in "
            + $"{plan.Tables.Count} tables, {plan.PostDataObjects} objects after them. Nothing was done.{list}",
            data);
    }
}
