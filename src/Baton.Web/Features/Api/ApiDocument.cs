using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Web.Features.Handovers;
using Baton.Web.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Baton.Web.Features.Api;

/// <summary>/openapi/v1.json, made from the routes themselves. Open to everybody: it tells of no data.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string TokenScheme = "token";

    /// <summary>What any operation may answer.</summary>
    private static readonly Refusal[] Always =
        [ApiRefusals.Unreadable, ApiRefusals.TokenNeeded, ApiRefusals.TokenInvalid, Refusal.NotFound, ApiRefusals.TooManyTries, ApiRefusals.Broken];

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith(ApiRoutes.Root[1..], StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) => Task.FromResult(Complete(document)));
        options.AddOperationTransformer(CompleteAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Complete(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    /// <summary>What the converters of <see cref="ApiJson"/> write, which no type tells.</summary>
    private static void Complete(OpenApiSchema schema, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(decimal) || bare == typeof(DateTimeOffset) || bare.IsEnum)
        {
            schema.Type = bare == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = bare == typeof(decimal) ? "decimal" : bare.IsEnum ? null : "date-time";
        }

        // What a body lacks is empty; whether that will do, the service says. And a problem of the whole act names no fields.
        if (type.Name.EndsWith("Body", StringComparison.Ordinal) || type.Name.EndsWith("Form", StringComparison.Ordinal))
        {
            schema.Required = null;
        }
        else if (type == typeof(ApiProblem))
        {
            schema.Required?.Remove("errors");
        }
    }

    public static void MapApiDocument(this WebApplication app)
    {
        var written = new Lazy<Task<string>>(async () =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
            return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        });
        app.MapGet($"/openapi/{Name}.json", async () => Results.Text(await written.Value, "application/json")).AllowAnonymous();
    }

    private static OpenApiDocument Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Baton 接力",
            Version = Name,
            Description = "What a person can do, a program can do by the same rules, with a token that the person makes under /account. "
                + "Refusals are problem details (RFC 9457) whose type is /problems/ and a code; each operation lists its codes. "
                + "Signing, refusing, reopening, deciding waivers and managing accounts are for persons: there is no operation for them.",
        };
        // Relative to wherever the document was read from.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [TokenScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token from /account or token create." },
        };
        return document;
    }

    private static async Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var description = context.Description;
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var writes = description.HttpMethod != HttpMethods.Get;
        var isPost = description.HttpMethod == HttpMethods.Post;
        var ofHandover = description.RelativePath!.Contains("{number}", StringComparison.Ordinal);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, context.Document)] = [] }];
        if (metadata.OfType<RequestExample>().SingleOrDefault() is { } example && operation.RequestBody?.Content?.Values.FirstOrDefault() is { } body)
        {
            body.Example = JsonNode.Parse(example.Json);
        }

        operation.Parameters ??= [];
        foreach (var parameter in description.ParameterDescriptions)
        {
            var type = parameter.ParameterDescriptor?.ParameterType is { } declared ? Nullable.GetUnderlyingType(declared) ?? declared : null;
            if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Word<>)
                && operation.Parameters.FirstOrDefault(p => p.Name == parameter.Name) is OpenApiParameter described)
            {
                described.Schema = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken);
            }
        }

        if (isPost)
        {
            operation.Parameters.Add(Header(
                OnceFilter.Header, $"At most {OnceKey.MaxLength} visible characters, kept for a day: the same request again is answered as the first time, another one is refused."));
        }

        if (writes && ofHandover)
        {
            operation.Parameters.Add(Header("If-Match", "The ETag of the handover that the caller saw; where it has changed since, nothing is done."));
        }

        var refusals = Always.Concat(metadata.OfType<RefusalLists>().SelectMany(l => l.Types.SelectMany(RefusalLists.Of)))
            .Concat(metadata.OfType<AlsoRefuses>().SelectMany(a => a.Refusals));
        refusals = refusals.Concat(operation.RequestBody is null ? [] : [.. RefusalLists.Of(typeof(Typed)), .. RefusalLists.Of(typeof(TextRefusals)), ApiRefusals.TooLarge, ApiRefusals.NotJson])
            .Concat(writes ? [ApiRefusals.ReadOnlyToken] : [])
            .Concat(isPost ? [ApiRefusals.KeyTaken, ApiRefusals.KeyOfAnother] : [])
            .Concat(writes && ofHandover ? [HandoverRefusals.Outdated] : [])
            .Concat(ofHandover || metadata.OfType<TokenLimits.ForEveryToken>().Any() ? [] : [ApiRefusals.OneHandoverToken])
            .Concat(operation.Parameters.Any(p => p.Name == "cursor") ? [ApiRefusals.CursorUnknown, ApiRefusals.LimitOutside] : []);
        var problem = await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, cancellationToken);
        context.Document!.AddComponent(nameof(ApiProblem), problem);
        operation.Responses ??= [];
        foreach (var status in refusals.GroupBy(r => r.Status).OrderBy(g => g.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(r => r.Code).Distinct().Order(StringComparer.Ordinal)),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ApiProblem.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(ApiProblem), context.Document) },
                },
            };
        }
    }

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
