using System.Reflection;

namespace Baton.Web.Features.Api;

/// <summary>The closed lists of refusals that an operation may answer with, for its description.</summary>
public sealed record RefusalLists(IReadOnlyList<Type> Types)
{
    /// <summary>What a list declares.</summary>
    public static IEnumerable<Refusal> Of(Type list) => list.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(field => field.FieldType == typeof(Refusal)).Select(field => (Refusal)field.GetValue(null)!);
}

/// <summary>Single refusals that an operation may answer with besides.</summary>
public sealed record AlsoRefuses(IReadOnlyList<Refusal> Refusals);

/// <summary>A request's body as one might send it.</summary>
public sealed record RequestExample(string Json);

/// <summary>How an operation describes itself; what the OpenAPI document is made from.</summary>
internal static class ApiDescription
{
    /// <param name="name">Of the operation, for programs that are generated from the document.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    /// <param name="refusals">The lists of refusals that it may answer with, beside those of every operation.</param>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string name, string summary, params Type[] refusals) =>
        route.WithName(name).WithSummary(summary).WithMetadata(new RefusalLists(refusals));

    public static RouteHandlerBuilder Also(this RouteHandlerBuilder route, params Refusal[] refusals) => route.WithMetadata(new AlsoRefuses(refusals));

    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, string json) => route.WithMetadata(new RequestExample(json));

    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder route) => route.Produces<T>();

    public static RouteHandlerBuilder Makes<T>(this RouteHandlerBuilder route) => route.Produces<T>(StatusCodes.Status201Created);

    public static RouteHandlerBuilder Does(this RouteHandlerBuilder route) => route.Produces(StatusCodes.Status204NoContent);
}
