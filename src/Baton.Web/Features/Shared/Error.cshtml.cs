using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Baton.Web.Features.Shared;

/// <summary>Every refusal without a page of its own, in the product's voice. Any method: it answers for the request that failed.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken] // Re-executed for a POST that was refused; it writes nothing.
public sealed class ErrorModel : PageModel
{
    private static readonly int[] Told = [400, 401, 403, 404, 409, 413, 429, 500];

    public int Code { get; private set; }
    public string Trace => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>Before the handler, of which there is none for methods that nobody sends on purpose.</summary>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // Not bound: where the body is what failed, nothing is bound. And a request that broke off is not our mistake.
        var code = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad
            ? bad.StatusCode
            : int.Parse((string)RouteData.Values["code"]!, CultureInfo.InvariantCulture);
        Code = Told.Contains(code) ? code : code < 500 ? 404 : 500;
        Response.StatusCode = Code;
    }
}
