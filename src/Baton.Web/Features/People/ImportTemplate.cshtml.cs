using System.Text;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>An empty table with the headers that an import knows, in the reader's language.</summary>
public sealed class ImportTemplateModel(IStringLocalizer<PeopleText> texts) : PeoplePage
{
    public IActionResult OnGet(string kind)
    {
        IReadOnlyList<KnownColumn>? columns = kind switch
        {
            "people" => ImportModel.Columns,
            "departments" => ImportDepartmentsModel.Columns,
            _ => null,
        };
        if (columns is null)
        {
            return NotFound();
        }

        // With the mark, without which Excel takes UTF-8 for the system's own encoding.
        var headers = string.Join(',', columns.Select(column => texts[$"column.{kind}.{column.Target}"].Value)) + "\r\n";
        return File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(headers)], "text/csv; charset=utf-8", texts[$"import.{kind}.template-file"]);
    }
}
