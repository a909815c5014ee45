using System.Text.Json;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Baton.Web.Features.Export;

/// <summary><see cref="HandoverFile"/>, to be kept.</summary>
public sealed class ListJsonModel(
    BatonDbContext db, TimeProvider time, HandoverJsonReader heads, ItemJsonReader items, IOptions<JsonOptions> json, IStringLocalizer<ExportText> texts)
    : HandoverPage(db)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var file = await HandoverFile.ReadAsync(Db, new SeenHandover(Handover, Access), heads, items, time.Now(), cancellationToken);
        return File(
            JsonSerializer.SerializeToUtf8Bytes(file, new JsonSerializerOptions(json.Value.SerializerOptions) { WriteIndented = true }),
            "application/json", texts["file-name-json", Handover.Number]);
    }
}
