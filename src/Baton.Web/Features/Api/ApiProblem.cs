using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Baton.Web.Features.Api;

/// <summary>Refusals as problem details (RFC 9457).</summary>
/// <param name="Type">/problems/CODE of the first refusal.</param>
/// <param name="Title">Its sentence, in the language of Accept-Language.</param>
/// <param name="Errors">Refusals of single fields, by the field's name.</param>
public sealed record ApiProblem(
    string Type, string Title, int Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, List<FieldProblem>>? Errors)
{
    public const string ContentType = "application/problem+json";
    public const string TypePrefix = "/problems/";

    public static Task WriteAsync(HttpContext context, IReadOnlyList<Refusal> refusals)
    {
        // What one may not see answers exactly like what does not exist.
        if (refusals.FirstOrDefault(r => r.Kind == RefusalKind.NotFound) is { } notFound)
        {
            refusals = [notFound];
        }

        var texts = context.RequestServices.GetRequiredService<RefusalTexts>();
        var fields = refusals.Where(r => r.Field is not null)
            .GroupBy(r => Name(r.Field!), r => new FieldProblem(r.Code, texts.Of(r)))
            .ToDictionary(g => g.Key, g => g.ToList());
        var problem = new ApiProblem(TypePrefix + refusals[0].Code, texts.Of(refusals[0]), refusals[0].Status, fields.Count > 0 ? fields : null);
        context.Response.StatusCode = problem.Status;
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return context.Response.WriteAsJsonAsync(problem, json, ContentType, context.RequestAborted);
    }

    /// <summary>A form's field as its JSON calls it: Fields[kind] is fields.kind, Items[2].Title is items[2].title.</summary>
    private static string Name(string field) => string.Join('.', field.Split('.', '[', ']').Where(part => part.Length > 0)
        .Select(part => char.IsAsciiDigit(part[0]) && part.Length < 5 ? $"[{part}]" : JsonNamingPolicy.CamelCase.ConvertName(part)))
        .Replace(".[", "[", StringComparison.Ordinal);
}

/// <summary>One refusal of one field.</summary>
public sealed record FieldProblem(string Code, string Message);

/// <summary>An outcome that was refused.</summary>
public sealed class RefusedResult(IReadOnlyList<Refusal> refusals) : IResult
{
    public IReadOnlyList<Refusal> Refusals => refusals;

    public Task ExecuteAsync(HttpContext httpContext) => ApiProblem.WriteAsync(httpContext, refusals);
}
