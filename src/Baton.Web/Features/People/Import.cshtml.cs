using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>People from a table.</summary>
public sealed class ImportModel(PeopleImport import, IStringLocalizer<PeopleText> texts, RefusalTexts refusalTexts) : ImportPage(texts, refusalTexts)
{
    internal static readonly IReadOnlyList<KnownColumn> Columns =
    [
        new(nameof(PersonRow.EmployeeNumber), "工号", "员工工号", "员工编号", "员工号", "员工编码", "职工号", "职工编号", "人员编号", "人员编码", "employeenumber", "employeeno", "employeeid", "staffnumber", "staffno", "staffid", "empno", "empid"),
        new(nameof(PersonRow.Name), "姓名", "员工姓名", "人员姓名", "中文姓名", "名字", "员工", "fullname", "name", "employeename", "displayname", "employee"),
        new(nameof(PersonRow.Department), "部门", "所属部门", "所在部门", "部门名称", "部门全称", "科室", "department", "departmentname", "dept"),
        new(nameof(PersonRow.Position), "岗位", "岗位名称", "职位", "职位名称", "职务", "position", "jobtitle", "job", "title"),
        new(nameof(PersonRow.Manager), "直属上级工号", "直接上级工号", "上级工号", "直属上级", "直接上级", "直属主管", "直接主管", "上级", "上级姓名", "直接上级姓名", "直属上级姓名", "汇报对象", "汇报人", "主管", "managernumber", "manageremployeenumber", "managerid", "manager", "linemanager", "supervisor", "reportsto"),
        new(nameof(PersonRow.Email), "邮箱", "电子邮箱", "电子邮件", "企业邮箱", "工作邮箱", "公司邮箱", "邮箱地址", "邮件", "email", "emailaddress", "workemail", "mail"),
        new(nameof(PersonRow.Phone), "电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "移动电话", "办公电话", "联系方式", "phone", "mobile", "mobilephone", "phonenumber", "telephone", "tel", "cell"),
    ];

    public override string Kind => "people";
    public override bool IsOfPeople => true;
    protected override IReadOnlyList<KnownColumn> Known => Columns;
    protected override (string Column, Refusal Refusal) KeyColumn => (nameof(PersonRow.EmployeeNumber), PeopleRefusals.WithoutNumber);

    protected override Task<Outcome<ImportPlan>> PlanAsync(CancellationToken cancellationToken) => import.PlanAsync(Rows(), Input.CreateMissing, Actor, cancellationToken);

    protected override Task<Outcome<Imported>> RunAsync(CancellationToken cancellationToken) =>
        import.RunAsync(Rows(), Input.CreateMissing, Input.Deactivate, Input.Seen, Actor, cancellationToken);

    protected override IActionResult Onward(Imported imported) =>
        To("/people", "import.done", imported.Added, imported.Changed, imported.Deactivated);

    private List<PersonRow> Rows() =>
    [
        .. Preview!.DataRows.Select(row => new PersonRow(
            row + 1, Preview.Cell(row, nameof(PersonRow.EmployeeNumber), isGroup: false), Preview.Cell(row, nameof(PersonRow.Name), isGroup: false),
            Preview.Cell(row, nameof(PersonRow.Department), isGroup: true), Preview.Cell(row, nameof(PersonRow.Position), isGroup: true),
            Preview.Cell(row, nameof(PersonRow.Manager), isGroup: true), Preview.Cell(row, nameof(PersonRow.Email), isGroup: false),
            Preview.Cell(row, nameof(PersonRow.Phone), isGroup: false))),
    ];
}
