using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Shared;

/// <summary>What every page has: the person who asks, and one way to answer an act.</summary>
public abstract class BatonPage : PageModel
{
    /// <summary>Who asks. Pages for people who have not signed in don't touch it.</summary>
    public Actor Actor => HttpContext.Actor() ?? throw new InvalidOperationException("This page needs somebody signed in.");

    /// <summary>One sentence shown on the next page; already in the reader's language.</summary>
    [TempData]
    public string? Flash { get; set; }

    /// <summary>
    /// What no form of ours sends (a choice that is not offered, half an id) is refused before anything is done: unread, it
    /// would count as the first choice.
    /// </summary>
    [NonHandler] // Its name begins like a handler's: without this, the method PAGE would call it.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (HttpMethods.IsPost(Request.Method) && !ModelState.IsValid)
        {
            context.Result = BadRequest();
        }
    }

    /// <summary>
    /// Answers an act: on success goes to where it was done (so that reloading does not repeat it); refused, shows the
    /// same page with the refusals on their fields and what was typed.
    /// </summary>
    protected async Task<IActionResult> AnswerAsync<T>(Outcome<T> outcome, Func<T, IActionResult> onward, Func<Task<IActionResult>> again)
    {
        if (!outcome.IsRefused)
        {
            await EraseDraftAsync();
            return onward(outcome.Value);
        }

        return Refused(outcome.Refusals) ?? await ShowAgainAsync(again);
    }

    /// <summary>Puts refusals on their fields; a result only where the page must not be shown at all.</summary>
    protected IActionResult? Refused(IReadOnlyList<Refusal> refusals)
    {
        if (refusals.Any(r => r.Kind == RefusalKind.NotFound))
        {
            return NotFound();
        }

        var texts = HttpContext.RequestServices.GetRequiredService<RefusalTexts>();
        foreach (var refusal in refusals)
        {
            ModelState.AddModelError(refusal.Field ?? "", texts.Of(refusal));
        }

        Response.StatusCode = refusals[0].Status;
        return null;
    }

    /// <summary>What was sent is no draft any more.</summary>
    private async Task EraseDraftAsync()
    {
        if (Request.HasFormContentType && Request.Form[NamedFormTagHelper.DraftField] is [{ Length: > 0 } key] && HttpContext.Actor() is { } actor)
        {
            var db = HttpContext.RequestServices.GetRequiredService<BatonDbContext>();
            await db.Drafts.Where(d => d.PersonId == actor.PersonId && d.Key == key).ExecuteDeleteAsync(HttpContext.RequestAborted);
        }
    }

    private async Task<IActionResult> ShowAgainAsync(Func<Task<IActionResult>> again)
    {
        var status = Response.StatusCode;
        var result = await again();
        if (result is PageResult)
        {
            Response.StatusCode = status;
        }

        return result;
    }
}
