using System.Text.Json;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Shared;

/// <summary>What a person has typed and not yet sent: theirs alone, by the form's key.</summary>
public sealed class DraftsModel(BatonDbContext db, TimeProvider time) : BatonPage
{
    private const int KeyLength = 120;
    private const int MostCharacters = 200_000;

    public async Task<IActionResult> OnGetAsync(string? key, CancellationToken cancellationToken)
    {
        var me = Actor.PersonId;
        var fields = await db.Drafts.Where(d => d.PersonId == me && d.Key == key).Select(d => d.Fields).SingleOrDefaultAsync(cancellationToken);
        return fields is null ? StatusCode(StatusCodes.Status204NoContent) : Content(fields, "application/json");
    }

    public async Task<IActionResult> OnPostAsync(string? key, string? fields, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key) || key.Length > KeyLength || fields is null || key.Contains('\0', StringComparison.Ordinal) || !IsFields(fields))
        {
            return BadRequest();
        }

        if (fields.Length > MostCharacters)
        {
            return StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var me = Actor.PersonId;
        var now = time.Now();
        var updated = await db.Drafts.Where(d => d.PersonId == me && d.Key == key)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.Fields, fields).SetProperty(x => x.SavedAt, now), cancellationToken);
        if (updated == 0)
        {
            db.Drafts.Add(new Draft { PersonId = me, Key = key, Fields = fields, SavedAt = now });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Two windows saved the same form's first draft at once; the other one's stands until the next key.
            }
        }

        return StatusCode(StatusCodes.Status204NoContent);
    }

    /// <summary>An object of lists of texts, without what a database would refuse.</summary>
    private static bool IsFields(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string[]>>(json) is not null && !json.Contains("\\u0000", StringComparison.Ordinal) && !json.Contains('\0', StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
