namespace Baton.Web.Features.Files;

/// <summary>What attaching, sending and opening files may be refused for.</summary>
public static class FileRefusals
{
    public static readonly Refusal NotYours = new("file.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal Closed = new("file.closed", RefusalKind.Conflict);
    public static readonly Refusal NothingChosen = new("file.nothing-chosen");
    public static readonly Refusal Empty = new("file.empty");
    /// <summary>{0}: at most so much.</summary>
    public static readonly Refusal TooLarge = new("file.too-large", RefusalKind.TooLarge);
    /// <summary>{0}: what all files of a handover may take.</summary>
    public static readonly Refusal QuotaFull = new("file.quota-full", RefusalKind.TooLarge);
    public static readonly Refusal Infected = new("file.infected");
    public static readonly Refusal NotScanned = new("file.not-scanned", RefusalKind.Unavailable);
    public static readonly Refusal Replaced = new("file.replaced", RefusalKind.Conflict);
}

/// <summary>What a tus request may be refused for.</summary>
public static class UploadRefusals
{
    public static readonly Refusal VersionUnknown = new("file.tus-version", RefusalKind.Outdated);
    public static readonly Refusal Unreadable = new("file.tus-unreadable", RefusalKind.Malformed);
    public static readonly Refusal WrongMedia = new("file.tus-media", RefusalKind.WrongMedia);
    public static readonly Refusal WrongOffset = new("file.tus-offset", RefusalKind.Conflict);
    public static readonly Refusal Locked = new("file.tus-locked", RefusalKind.Locked);
    public static readonly Refusal TooLong = new("file.tus-too-long", RefusalKind.TooLarge);
    public static readonly Refusal WrongCheckSum = new("file.tus-check-sum", RefusalKind.WrongCheckSum);
    public static readonly Refusal NotFromHere = new("file.not-from-here", RefusalKind.Malformed);
}
