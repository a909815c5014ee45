namespace Baton.Web.Features.Items.Categories;

/// <summary>
/// The fields of one category, immutable and compared by value. Where product.md names a «name» field (customers,
/// suppliers, systems, contacts), the item's title is that name.
/// </summary>
public abstract record CategoryFields;

public sealed record DutiesFields : CategoryFields
{
    [Field(FieldInput.Lines, Bold = true, Aliases = "目标,目标要求,goal")] public string? Goal { get; init; }
    [Field(FieldInput.Lines, Aliases = "工作范围,职责范围,scope")] public string? Scope { get; init; }
    [Field(FieldInput.Text, Column = true, Aliases = "频率,周期,frequency")] public string? Frequency { get; init; }
    [Field(FieldInput.Text, Aliases = "考核,衡量,measure,kpi")] public string? Measure { get; init; }
    [Field(FieldInput.Lines, Aliases = "进行中项目,项目,projects")] public string? Projects { get; init; }
}

public sealed record ProcessesFields : CategoryFields
{
    [Field(FieldInput.Choice, Bold = true, Column = true, Aliases = "流程类型,kind")] public ProcessKind? Kind { get; init; }
    [Field(FieldInput.Steps, Bold = true, Aliases = "步骤,操作步骤,steps")] public string? Steps { get; init; }
    [Field(FieldInput.Text, Column = true, Aliases = "频率,周期,frequency")] public string? Frequency { get; init; }
    [Field(FieldInput.Text, Aliases = "协作部门,协作,配合部门,collaborators")] public string? Collaborators { get; init; }
    [Field(FieldInput.Text, Aliases = "制度,规范,sop,regulation")] public string? Regulation { get; init; }
}

public sealed record DocumentsFields : CategoryFields
{
    [Field(FieldInput.Choice, Bold = true, Column = true, Aliases = "文档类型,资料类型,kind")] public DocumentKind? Kind { get; init; }
    [Field(FieldInput.Text, Bold = true, Column = true, Aliases = "存放位置,位置,路径,链接,location,path,link")] public string? Place { get; init; }
    [Field(FieldInput.Text, Aliases = "版本,version")] public string? Version { get; init; }
    [Field(FieldInput.Choice, Aliases = "保密等级,密级,confidentiality")] public Confidentiality? Confidentiality { get; init; }
    [Field(FieldInput.Date, Aliases = "保管至,保存期限,keep until")] public DateOnly? KeepUntil { get; init; }
}

public sealed record CustomersFields : CategoryFields
{
    [Field(FieldInput.Text, Bold = true, Column = true, Aliases = "对接人,联系人,contact")] public string? Contact { get; init; }
    [Field(FieldInput.Phone, Column = true, Aliases = "电话,手机,phone,tel")] public string? Phone { get; init; }
    [Field(FieldInput.Email, Aliases = "邮箱,电子邮件,email,e-mail")] public string? Email { get; init; }
    [Field(FieldInput.Lines, Aliases = "需求,客户需求,needs")] public string? Needs { get; init; }
    [Field(FieldInput.Lines, Aliases = "维护要点,关系维护,relationship")] public string? Relationship { get; init; }
    [Field(FieldInput.Lines, Aliases = "往来记录,历史,history")] public string? Dealings { get; init; }
    [Field(FieldInput.Lines, Aliases = "承诺,promises")] public string? Promises { get; init; }
}

public sealed record SuppliersFields : CategoryFields
{
    [Field(FieldInput.Text, Bold = true, Column = true, Aliases = "对接人,联系人,contact")] public string? Contact { get; init; }
    [Field(FieldInput.Phone, Column = true, Aliases = "电话,手机,phone,tel")] public string? Phone { get; init; }
    [Field(FieldInput.Email, Aliases = "邮箱,电子邮件,email,e-mail")] public string? Email { get; init; }
    [Field(FieldInput.Text, Aliases = "供应内容,产品,supplies")] public string? Supplies { get; init; }
    [Field(FieldInput.Lines, Aliases = "合同,条款,合作细节,contract,terms")] public string? Contract { get; init; }
    [Field(FieldInput.Lines, Aliases = "未结事项,open matters")] public string? OpenMatters { get; init; }
}

public sealed record SystemsFields : CategoryFields
{
    [Field(FieldInput.Text, Bold = true, Column = true, Aliases = "地址,网址,系统地址,address,url")] public string? Address { get; init; }
    [Field(FieldInput.Text, Column = true, NearAccounts = true, Aliases = "账号,帐号,账户,用户名,account,user")] public string? Account { get; init; }
    [Field(FieldInput.Text, Aliases = "用途,purpose")] public string? Purpose { get; init; }
    [Field(FieldInput.Text, Aliases = "权限,permission,role")] public string? Permission { get; init; }
    [Field(FieldInput.Text, NearAccounts = true, Aliases = "凭据,凭据位置,credential")] public string? Credential { get; init; }
    [Field(FieldInput.Text, NearAccounts = true, Aliases = "第二验证,双因素,2fa,mfa")] public string? SecondFactor { get; init; }
    /// <summary>经办人、管理员 registered with an outside body: bank, tax office, social insurance, operator.</summary>
    [Field(FieldInput.Text, Aliases = "经办人,管理员,办税员,专管员,holder")] public string? RegisteredHolder { get; init; }
    [Field(FieldInput.Lines, NearAccounts = true, Aliases = "怎么操作,操作方法,操作,operation")] public string? Operation { get; init; }
}

public sealed record AssetsFields : CategoryFields
{
    [Field(FieldInput.Choice, Bold = true, Column = true, Aliases = "资产类型,kind")] public AssetKind? Kind { get; init; }
    [Field(FieldInput.Text, Aliases = "资产编号,编号,asset number")] public string? AssetNumber { get; init; }
    [Field(FieldInput.Text, Aliases = "序列号,sn,serial")] public string? SerialNumber { get; init; }
    [Field(FieldInput.Amount, Bold = true, Column = true, Aliases = "数量,数目,quantity,qty")] public decimal? Quantity { get; init; }
    [Field(FieldInput.Text, Bold = true, Column = true, Aliases = "存放地点,地点,位置,location")] public string? Location { get; init; }
    [Field(FieldInput.Text, Aliases = "状况,成色,condition")] public string? Condition { get; init; }
    [Field(FieldInput.Lines, Bold = true, Aliases = "获取途径,how")] public string? How { get; init; }

    public bool IsCounted => Kind is not AssetKind.WayToObtain;
}

public sealed record ContactsFields : CategoryFields
{
    [Field(FieldInput.Choice, Aliases = "内外部,side")] public ContactSide? Side { get; init; }
    [Field(FieldInput.Text, Column = true, Aliases = "单位,公司,部门,organisation,company")] public string? Organisation { get; init; }
    [Field(FieldInput.Text, Aliases = "职务,角色,role,title")] public string? Role { get; init; }
    [Field(FieldInput.Phone, Column = true, Aliases = "电话,手机,联系方式,phone,tel")] public string? Phone { get; init; }
    [Field(FieldInput.Email, Aliases = "邮箱,电子邮件,email,e-mail")] public string? Email { get; init; }
    [Field(FieldInput.Text, Aliases = "微信,wechat")] public string? WeChat { get; init; }
    [Field(FieldInput.Text, Aliases = "什么事找,负责事项,for what")] public string? ForWhat { get; init; }
}

public sealed record PendingFields : CategoryFields
{
    [Field(FieldInput.Choice, Bold = true, Column = true, Aliases = "事项类型,kind")] public PendingKind? Kind { get; init; }
    [Field(FieldInput.Date, Column = true, Aliases = "截止日期,截止时间,到期,完成时间,due,deadline")] public DateOnly? Due { get; init; }
    /// <summary>无固定期限: then a date to look again.</summary>
    [Field(FieldInput.Date, Aliases = "复查日期,look again")] public DateOnly? LookAgain { get; init; }
    [Field(FieldInput.Text, Aliases = "进度,进展,任务进度,progress")] public string? Progress { get; init; }
    [Field(FieldInput.Lines, Bold = true, Aliases = "下一步,next step")] public string? NextStep { get; init; }
    [Field(FieldInput.Lines, Aliases = "风险,risk")] public string? Risk { get; init; }
    /// <summary>SIGN-07: who finishes it, where it falls due before responsibility passes.</summary>
    [Field(FieldInput.Text, Aliases = "由谁完成,完成人,finisher")] public string? Finisher { get; init; }
}

public sealed record ExperienceFields : CategoryFields
{
    [Field(FieldInput.Lines, Bold = true, Aliases = "什么情况,情形,situation")] public string? Situation { get; init; }
    [Field(FieldInput.Lines, Bold = true, Aliases = "怎么做,解决办法,what to do")] public string? WhatToDo { get; init; }
    [Field(FieldInput.Lines, Aliases = "出过的问题,what went wrong")] public string? WhatWentWrong { get; init; }
}

public sealed record FinanceFields : CategoryFields
{
    [Field(FieldInput.Choice, Bold = true, Column = true, Aliases = "财务类型,kind")] public FinanceKind? Kind { get; init; }
    [Field(FieldInput.Text, Aliases = "单位,unit")] public string? Unit { get; init; }
    /// <summary>Of cheques, receipts, vouchers: <see cref="NumberRanges"/>.</summary>
    [Field(FieldInput.Numbers, Aliases = "起止号码,起始号码,截止号码,起号,止号,号段,numbers,number range")] public string? Numbers { get; init; }
    [Field(FieldInput.Amount, Bold = true, Column = true, Aliases = "账面,数量 账面,账面数,book")] public decimal? Book { get; init; }
    [Field(FieldInput.Amount, Bold = true, Column = true, Aliases = "实点,数量 实点,实点数,actual")] public decimal? Actual { get; init; }
    [Field(FieldInput.Text, Aliases = "币种,currency")] public string? Currency { get; init; }
    [Field(FieldInput.Date, Bold = true, Aliases = "截至日期,截至,as at")] public DateOnly? AsAt { get; init; }

    public NumberRanges? Ranges => Numbers is { } text && NumberRanges.Parse(text) is { IsRefused: false } ranges ? ranges.Value : null;

    /// <summary>How many numbers go over, where each is one piece; a volume or a book holds many.</summary>
    public long? NumberedPieces => Unit is "册" or "本" or "箱" or "盒" || Kind is FinanceKind.Vouchers or FinanceKind.Books ? null : Ranges?.Count;

    /// <summary>Cash, bank and securities: 账实核对, a difference is cleared by a date (art. 28, 限期查清).</summary>
    public bool IsMoney => Kind is FinanceKind.Cash or FinanceKind.BankAccount or FinanceKind.Securities;

    /// <summary>Only explained: nothing to count.</summary>
    public bool IsExplained => Kind is FinanceKind.Budget or FinanceKind.ReceivablePayable or FinanceKind.Reimbursement or FinanceKind.OpenMatters;

    /// <summary>Holding these makes the giver's handover an accounting one (LIST-05).</summary>
    public bool IsAccounting => Kind is FinanceKind.Cash or FinanceKind.BankAccount or FinanceKind.Cheques or FinanceKind.FinanceSeal or FinanceKind.Books;
}

public sealed record HistoryFields : CategoryFields
{
    [Field(FieldInput.Lines, Bold = true, Aliases = "决定,决策,what was decided")] public string? Decision { get; init; }
    [Field(FieldInput.Text, Column = true, Aliases = "时间,when")] public string? When { get; init; }
    [Field(FieldInput.Lines, Bold = true, Aliases = "原因,决策依据,为什么,why")] public string? Why { get; init; }
    [Field(FieldInput.Lines, Aliases = "备选方案,alternatives")] public string? Alternatives { get; init; }
    [Field(FieldInput.Text, Aliases = "参与人,who was there")] public string? Present { get; init; }
}
