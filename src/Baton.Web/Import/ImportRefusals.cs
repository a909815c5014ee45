namespace Baton.Web.Import;

/// <summary>Why pasted text or a file can't be taken as a table: one sentence each.</summary>
public static class ImportRefusals
{
    public static readonly Refusal NothingPasted = new("import.nothing-pasted");

    /// <summary>More than {0} MB.</summary>
    public static readonly Refusal TooBig = new("import.too-big");

    /// <summary>More than {0} rows.</summary>
    public static readonly Refusal TooManyRows = new("import.too-many-rows");

    /// <summary>More than {0} columns in row {1}.</summary>
    public static readonly Refusal TooManyColumns = new("import.too-many-columns");

    /// <summary>NUL or half a character in row {0}, column {1}.</summary>
    public static readonly Refusal Unstorable = new("import.unstorable");

    /// <summary>A file of an archive that would lie outside of it.</summary>
    public static readonly Refusal OutsideArchive = new("import.outside-archive");

    /// <summary>An archive of more than {0} files.</summary>
    public static readonly Refusal TooManyFiles = new("import.too-many-files");

    public static readonly Refusal NothingInFile = new("import.nothing-in-file");
    public static readonly Refusal NothingInSheet = new("import.nothing-in-sheet");
    public static readonly Refusal NoSuchSheet = new("import.no-such-sheet");

    /// <summary>Neither a text nor a workbook.</summary>
    public static readonly Refusal NotATable = new("import.not-a-table");

    /// <summary>Text in an encoding that is none of ours.</summary>
    public static readonly Refusal UnknownEncoding = new("import.unknown-encoding");

    /// <summary>A workbook of Excel 97 to 2003.</summary>
    public static readonly Refusal OldWorkbook = new("import.old-workbook");

    public static readonly Refusal Encrypted = new("import.encrypted");

    /// <summary>Cut off, or not what its kind prescribes.</summary>
    public static readonly Refusal Damaged = new("import.damaged");

    /// <summary>A part is of another size, or of other bytes, than the file says.</summary>
    public static readonly Refusal LyingSize = new("import.lying-size");

    /// <summary>Few bytes that unpack to very many.</summary>
    public static readonly Refusal UnpacksTooBig = new("import.unpacks-too-big");

    /// <summary>A document type definition, which no spreadsheet program writes: entities grow without end or read files.</summary>
    public static readonly Refusal HasDtd = new("import.has-dtd");

    /// <summary>JSON, but not of Baton.</summary>
    public static readonly Refusal NotBaton = new("import.not-baton");

    /// <summary>Baton's JSON of another version than {0}.</summary>
    public static readonly Refusal OtherBaton = new("import.other-baton");
}
