using System.IO.Compression;
using System.Text;

namespace Baton.Tests.Import;

/// <summary>A workbook put together from its XML, so that a test can write what no program would.</summary>
public sealed class RawWorkbook
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    private readonly Dictionary<string, byte[]> parts = [];

    /// <param name="rows">What stands inside sheetData.</param>
    /// <param name="after">What stands behind it.</param>
    public RawWorkbook(string rows, string after = "", string sharedTexts = "", string styles = "", string properties = "")
    {
        Put("[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
        Put("_rels/.rels", $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Put("xl/workbook.xml", $"<workbook {Main} xmlns:r=\"{Office}\">{properties}<sheets><sheet name=\"人员\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        Put("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}/relationships\">{Relation("r1", "worksheet", "worksheets/sheet1.xml")}{Relation("r2", "sharedStrings", "sharedStrings.xml")}{Relation("r3", "styles", "styles.xml")}</Relationships>");
        Put("xl/worksheets/sheet1.xml", $"<worksheet {Main}><sheetData>{rows}</sheetData>{after}</worksheet>");
        Put("xl/sharedStrings.xml", $"<sst {Main}>{sharedTexts}</sst>");
        Put("xl/styles.xml", $"<styleSheet {Main}>{styles}</styleSheet>");
    }

    /// <summary>Styles 0, 1, 2 … with these number formats.</summary>
    public static string Formats(params string[] codes) =>
        $"<numFmts>{string.Concat(codes.Select((code, at) => $"<numFmt numFmtId=\"{at + 164}\" formatCode=\"{new System.Xml.Linq.XText(code).ToString().Replace("\"", "&quot;", StringComparison.Ordinal)}\"/>"))}</numFmts>"
        + $"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>{string.Concat(codes.Select((_, at) => $"<xf numFmtId=\"{at + 164}\"/>"))}</cellXfs>";

    public static string Relation(string id, string kind, string target) => $"<Relationship Id=\"{id}\" Type=\"{Office}/{kind}\" Target=\"{target}\"/>";

    public RawWorkbook Put(string part, string xml) => Put(part, Encoding.UTF8.GetBytes(xml));

    public RawWorkbook Put(string part, byte[] bytes)
    {
        parts[part] = bytes;
        return this;
    }

    public string Part(string name) => Encoding.UTF8.GetString(parts[name]);

    public byte[] ToFile()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
