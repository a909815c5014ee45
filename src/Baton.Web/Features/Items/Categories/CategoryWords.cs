namespace Baton.Web.Features.Items.Categories;

/// <summary>The twelve categories of product.md section 3, numbered as people number them.</summary>
public enum Category
{
    Duties = 1,
    Processes,
    Documents,
    Customers,
    Suppliers,
    Systems,
    Assets,
    Contacts,
    Pending,
    Experience,
    Finance,
    History,
}

public enum Importance
{
    Normal,
    Key,
    Critical,
}

/// <summary>交接步骤. The order here is the order in which they are walked.</summary>
public enum ProofKind
{
    Explained,
    Demonstrated,
    /// <summary>核对: opened and checked.</summary>
    Checked,
    /// <summary>引荐</summary>
    Introduced,
    /// <summary>点收、清点: counted and inspected.</summary>
    Counted,
    /// <summary>账实核对</summary>
    Reconciled,
    /// <summary>登录验证: signed in by the receiver.</summary>
    SignedIn,
    /// <summary>经办人变更</summary>
    HolderChanged,
    /// <summary>已约定</summary>
    NextStepAgreed,
    /// <summary>复述</summary>
    TaughtBack,
    /// <summary>已改密: due at the last working day 24:00.</summary>
    PasswordChanged,
    /// <summary>权限已收回: due at the last working day 24:00.</summary>
    AccessWithdrawn,
    /// <summary>实操: by the receiver, in the follow-up.</summary>
    Performed,
}

/// <summary>Who does a step and when.</summary>
public static class ProofKinds
{
    /// <summary>The giver says that it was done; the other steps are the receiver's to say.</summary>
    public static bool IsGivers(this ProofKind kind) => kind is
        ProofKind.Explained or ProofKind.Demonstrated or ProofKind.Introduced or ProofKind.HolderChanged;

    /// <summary>改密、收权: due at the end of the giver's last working day (DONE-02).</summary>
    public static bool IsDueOnLastDay(this ProofKind kind) => kind is ProofKind.PasswordChanged or ProofKind.AccessWithdrawn;

    /// <summary>Either may record what both do together.</summary>
    public static bool IsEithers(this ProofKind kind) => kind is
        ProofKind.NextStepAgreed or ProofKind.Counted or ProofKind.Reconciled or ProofKind.AccessWithdrawn or ProofKind.HolderChanged;

    /// <summary>Must be done (or left out with approval) before the item may be accepted.</summary>
    public static bool IsBeforeAcceptance(this ProofKind kind) => kind is not
        (ProofKind.PasswordChanged or ProofKind.AccessWithdrawn or ProofKind.Performed);

    /// <summary>What a collector does with what they take back.</summary>
    public static bool IsTakingBack(this ProofKind kind) => kind is
        ProofKind.Checked or ProofKind.Counted or ProofKind.Reconciled or ProofKind.HolderChanged or ProofKind.AccessWithdrawn;

    /// <summary>Records what the list says and what was found.</summary>
    public static bool HasFigures(this ProofKind kind) => kind is ProofKind.Counted or ProofKind.Reconciled;
}

public enum ProcessKind { Daily, Special, CrossDepartment }
public enum DocumentKind { Policy, Manual, Report, Plan, Contract, Data, Technical, Other }
public enum Confidentiality { Public, Internal, TradeSecret }
public enum AssetKind { Equipment, Supplies, Key, Card, Seal, Vehicle, Licence, WayToObtain }
public enum ContactSide { Inside, Outside }
public enum PendingKind { Unfinished, Problem, Deadline }
public enum FinanceKind
{
    Vouchers, Books, Statements, Cash, BankAccount, Securities, Cheques, Receipts, Invoices, FinanceSeal, Software,
    Budget, ReceivablePayable, Reimbursement, OpenMatters,
}
