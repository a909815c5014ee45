using Microsoft.Extensions.FileProviders;

namespace Baton.Web.Features.Files;

/// <summary>
/// The frame in which a PDF is shown (wwwroot/pdf/viewer.js). It is the same for every file and empty until the page around
/// it sends one: sandboxed without an origin, it could not fetch a file itself.
/// </summary>
internal static class PdfViewer
{
    public const string Address = "/pdf-viewer";

    /// <summary>Bytes. The page takes the whole file into memory; what is larger is downloaded.</summary>
    public const int Most = 50 * 1024 * 1024;

    private const string Policy =
        "sandbox allow-scripts; default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self'; img-src blob: data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    // Asked with CORS, since what has no origin shares none with us.
    private const string Document = """
        <!DOCTYPE html>
        <html>
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>PDF</title>
          <link rel="stylesheet" href="/pdf/viewer.css" crossorigin>
          <script type="module" src="/pdf/viewer.js" crossorigin></script>
        </head>
        <body><main tabindex="0"></main></body>
        </html>
        """;

    public static void MapPdfViewer(this WebApplication app) => app.MapGet(Address, (HttpContext context) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return Results.Content(Document, "text/html; charset=utf-8");
    }).AllowAnonymous();

    /// <summary>The library's tables of characters and its fonts, which the assembly holds.</summary>
    public static void UsePdfTables(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new EmbeddedFileProvider(typeof(PdfViewer).Assembly, "Baton.Web.pdfjs"), RequestPath = "/lib/pdfjs", ServeUnknownFileTypes = true,
        OnPrepareResponse = static response => response.Context.Response.Headers.CacheControl = "no-cache",
    });

    /// <summary>Files of ours that a frame without an origin may load: its own and the library's. Everybody may read them anyway.</summary>
    public static bool Loads(PathString path) => path.StartsWithSegments("/pdf", StringComparison.Ordinal) || path.StartsWithSegments("/lib/pdfjs", StringComparison.Ordinal);
}
