using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>Departments and their heads from a table.</summary>
public sealed class ImportDepartmentsModel(
    DepartmentImport import, IStringLocalizer<PeopleText> texts, RefusalTexts refusalTexts) : ImportPage(texts, refusalTexts)
{
    internal static readonly IReadOnlyList<KnownColumn> Columns =
    [
        new(nameof(DepartmentRow.Name), "部门名称", "部门", "名称", "科室", "departmentname", "department", "dept", "name"),
        new(nameof(DepartmentRow.Head), "负责人工号", "部门负责人工号", "负责人", "部门负责人", "部门主管", "部门经理", "主管", "经理", "headnumber", "head", "departmenthead", "manager"),
    ];

    public override string Kind => "departments";
    public override bool IsOfPeople => false;
    protected override IReadOnlyList<KnownColumn> Known => Columns;
    protected override (string Column, Refusal Refusal) KeyColumn => (nameof(DepartmentRow.Name), PeopleRefusals.WithoutName);

    protected override Task<Outcome<ImportPlan>> PlanAsync(CancellationToken cancellationToken) => import.PlanAsync(Rows(), Actor, cancellationToken);

    protected override Task<Outcome<Imported>> RunAsync(CancellationToken cancellationToken) => import.RunAsync(Rows(), Input.Seen, Actor, cancellationToken);

    protected override IActionResult Onward(Imported imported) => To("/departments", "import.departments-done", imported.Added, imported.Changed);

    private List<DepartmentRow> Rows() =>
    [
        .. Preview!.DataRows.Select(row => new DepartmentRow(
            row + 1, Preview.Cell(row, nameof(DepartmentRow.Name), isGroup: false), Preview.Cell(row, nameof(DepartmentRow.Head), isGroup: true))),
    ];
}
