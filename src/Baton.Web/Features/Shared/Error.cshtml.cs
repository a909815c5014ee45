using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
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

    public void OnGet(int code) => Show(code);

    public void OnPost(int code) => Show(code);

    private void Show(int code)
    {
        Code = Told.Contains(code) ? code : code < 500 ? 404 : 500;
        Response.StatusCode = Code;
    }
}
