using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Http;

/// <summary>Reads the options of writes from the query, and those of a deletion from the body too.</summary>
internal static class OptionReader
{
    private const int LongestManager = 128;

    private static readonly string[] Validations = ["", "Ignore", "Strict", "Warn"];

    private static readonly string[] Propagations = ["Foreground", "Background", "Orphan"];

    /// <summary>The options of a write.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">Kind of the options, as messages name it.</param>
    /// <exception cref="ApiException">An option has no such value.</exception>
    public static WriteOptions ReadWrite(ApiRequest request, string kind)
    {
        List<FieldError> errors = [];
        string? dryRun = request.Query("dryRun");
        if (dryRun is not (null or "" or "All"))
        {
            errors.Add(FieldError.NotSupported("dryRun", $"[{FieldError.Quote(dryRun)}]", ["All"]));
        }

        if (request.Query("force") is not null && kind == "PatchOptions")
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        if (request.Query("fieldManager")?.Length > LongestManager)
        {
            errors.Add(FieldError.TooLong("fieldManager", LongestManager));
        }

        string validation = request.Query("fieldValidation") ?? "";
        if (!Validations.Contains(validation))
        {
            errors.Add(FieldError.NotSupported("fieldValidation", FieldError.Quote(validation), Validations));
        }

        return errors.Count > 0 ? throw ApiErrors.InvalidOptions(kind, errors) : new WriteOptions
        {
            IsDryRun = dryRun == "All",
            FieldValidation = validation.Length == 0 ? "Warn" : validation,
            Subresource = request.Subresource,
            IsPatch = kind == "PatchOptions",
        };
    }

    /// <summary>The options of a deletion.</summary>
    /// <exception cref="ApiException">The body is broken, or an option has no such value.</exception>
    public static async Task<DeleteOptions> ReadDeleteAsync(ApiRequest request)
    {
        JsonObject body = await ReadBodyAsync(request);
        string? propagation = body.Text("propagationPolicy") ?? request.Query("propagationPolicy");
        bool? isOrphan = body.At("orphanDependents") is { } orphan ? orphan.IsTrue()
            : request.Query("orphanDependents") is { } text ? text is "true" or "1" : null;
        List<FieldError> errors = [];
        if (propagation is { Length: > 0 } && isOrphan is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", FieldError.Quote(propagation), "orphanDependents and deletionPropagation cannot be both set"));
        }
        else if (propagation is { Length: > 0 } && !Propagations.Contains(propagation))
        {
            errors.Add(FieldError.NotSupported("propagationPolicy", FieldError.Quote(propagation), [.. Propagations, "nil"]));
        }

        bool isDryRun = body.At("dryRun") is JsonArray { Count: > 0 } || request.Query("dryRun") == "All";
        return errors.Count > 0 ? throw ApiErrors.InvalidOptions("DeleteOptions", errors) : new DeleteOptions
        {
            IsDryRun = isDryRun,
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            Propagation = string.IsNullOrEmpty(propagation) ? isOrphan == true ? "Orphan" : null : propagation,
            GracePeriodSeconds = body.Number("gracePeriodSeconds") ?? (long.TryParse(request.Query("gracePeriodSeconds"), out long seconds) ? seconds : null),
        };
    }

    private static async Task<JsonObject> ReadBodyAsync(ApiRequest request)
    {
        byte[] bytes = await Bodies.ReadAsync(request.Http);
        if (bytes.Length == 0)
        {
            return [];
        }

        try
        {
            return JsonText.Parse(Encoding.UTF8.GetString(bytes), []) as JsonObject ?? throw ApiErrors.BadRequest("the body has to be DeleteOptions");
        }
        catch (JsonSyntaxException error)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {error.Message}");
        }
    }
}
