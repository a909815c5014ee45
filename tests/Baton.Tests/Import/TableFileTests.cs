using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Tests.House;
using Baton.Web;
using Baton.Web.Import;

namespace Baton.Tests.Import;

public class TableFileTests
{
    private const long MostMemory = 256 * 1024 * 1024;

    private static readonly TableLimits Limits = new(5 * 1024 * 1024, 20_000, 1_000);

    private static Outcome<TableFile> Read(byte[] file, int? sheet = null) => TableFile.Read(file, sheet, Limits);

    private static IReadOnlyList<IReadOnlyList<string>> Rows(RawWorkbook workbook) => Read(workbook.ToFile()).Value.Table.Rows;

    private static string Code(byte[] file) => Assert.Single(Read(file).Refusals).Code;

    /// <summary>
    /// What each of the real workbooks shows, one a line, as it was compared cell by cell with LibreOffice 7.4: sheets (hidden
    /// ones in brackets) with their rows, cells that have text, and the beginning of SHA-256 over these; or the refusal.
    /// </summary>
    private static readonly Dictionary<string, string> Expected = File
        .ReadAllLines(Path.Combine(Source.Root, "tests", "Baton.Tests", "Import", "workbooks.tsv"))
        .Select(line => line.Split('\t', 2)).ToDictionary(line => line[0], line => line[1]);

    public static TheoryData<string> Workbooks => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Workbooks))]
    public void Each_real_workbook_shows_every_cell_or_says_why_not(string name)
    {
        var file = File.ReadAllBytes(RealFiles.Path(name));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var actual = Said(file);

        Assert.True(actual == Expected[name], $"{name}\t{actual}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostMemory);
    }

    [Fact]
    public void No_workbook_among_the_real_files_is_left_out()
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(RealFiles.Path("xlsx/poi-sample.xlsx")))!;
        var there = Directory.EnumerateFiles(folder, "*.xlsx", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

        Assert.Empty(there.Except(Expected.Keys));
    }

    [Theory]
    [InlineData("hostile/payloads-convert_local_etc_passwd.svg", "import.not-a-table")]
    [InlineData("hostile/payloads-imagemagick_ghostscript_cmd_exec.pdf", "import.not-a-table")]
    [InlineData("hostile/payloads-xss.html", "import.not-a-table")]
    [InlineData("hostile/zip-slip.zip", "import.not-a-table")]
    [InlineData("hostile/payloads-etc_passwd.zip", "import.not-a-table")]
    [InlineData("hostile/poi-clusterfuzz-testcase-minimized-POIFuzzer-5205835528404992.pptx", "import.damaged")]
    [InlineData("docx/poi-55966.docx", "import.not-a-table")]
    public void What_is_no_table_is_refused(string name, string code) => Assert.Equal(code, Code(File.ReadAllBytes(RealFiles.Path(name))));

    [Fact]
    public void The_real_lists_are_read_from_their_files()
    {
        var accounting = Read(File.ReadAllBytes(RealFiles.Path("real-lists/会计工作移交清册.xlsx"))).Value.Table;
        Assert.Equal(RealLists.Accounting().Select(WithoutEnd), accounting.Rows.Select(WithoutEnd));
        // Groups are merged cells here.
        Assert.Equal(("", "会计凭证"), (accounting.Cell(7, 0), accounting.Shown(7, 0)));
        Assert.Equal(RealLists.Content(), Read(File.ReadAllBytes(RealFiles.Path("real-lists/交接内容.gb18030.csv"))).Value.Table.Rows);
        Assert.Equal(RealLists.Process(), Read(File.ReadAllBytes(RealFiles.Path("real-lists/交接流程.tsv"))).Value.Table.Rows);
    }

    [Theory]
    [InlineData("xlsx/Magicodes-单列导入测试.csv", 0, "姓名")]
    [InlineData("xlsx/easyexcel-bom-no_bom.csv", 0, "姓名|年纪")]
    [InlineData("xlsx/easyexcel-demo-demo.csv", 0, "字符串标题|日期标题|数字标题")]
    [InlineData("xlsx/easyexcel-fill-simple.csv", 0, "姓名|数字|复杂|忽略|空")]
    [InlineData("xlsx/easyexcel-converter-converterCsv.csv", 0, "大数的布尔(不支持)|大数的数字|大数的字符串")]
    public void Real_text_files_are_read(string name, int row, string begins) =>
        Assert.StartsWith(begins, string.Join('|', Read(File.ReadAllBytes(RealFiles.Path(name))).Value.Table.Rows[row]), StringComparison.Ordinal);

    [Fact]
    public void Values_show_as_their_formats_say()
    {
        string[] codes =
        [
            "General", "0.00", "#,##0.00", "0%", "yyyy/m/d", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "上午/下午h\"时\"mm\"分\"", "[$-804]aaaa", "[h]:mm", "@",
            "[$-F800]dddd, mmmm dd, yyyy", "000000", "_ * #,##0.00_ ", "\"¥\"#,##0.00;[Red]\"¥\"-#,##0.00", "d-mmm-yy", "\"工号\"@",
        ];
        string Shown(string value, int style, string kind = "n") => Rows(new RawWorkbook(
            $"<row><c t=\"{kind}\" s=\"{style}\"><v>{value}</v></c></row>", styles: RawWorkbook.Formats(codes)))[0][0];

        Assert.Equal("13800138000", Shown("13800138000", 0));
        Assert.Equal("110101199003078", Shown("110101199003078", 0));
        Assert.Equal("0.3", Shown("0.30000000000000004", 0));
        Assert.Equal("1E+30", Shown("1e30", 0));
        Assert.Equal("1234.50", Shown("1234.5", 1));
        Assert.Equal("1,234.50", Shown("1234.5", 2));
        Assert.Equal("50%", Shown("0.5", 3));
        Assert.Equal("2026/11/24", Shown("46350", 4));
        Assert.Equal("2026年11月24日", Shown("46350", 5));
        Assert.Equal("下午6时00分", Shown("46350.75", 6));
        Assert.Equal("星期二", Shown("46350", 7));
        Assert.Equal("36:00", Shown("1.5", 8));
        Assert.Equal("007", Shown("007", 9, "str"));
        Assert.Equal("2026年11月24日", Shown("46350", 10));
        Assert.Equal("000042", Shown("42", 11));
        Assert.Equal("1,234.50", Shown("1234.5", 12));
        Assert.Equal("¥-1,234.50", Shown("-1234.5", 13));
        Assert.Equal("24-Nov-26", Shown("46350", 14));
        Assert.Equal("工号A7", Shown("A7", 15, "str"));
        Assert.Equal("#N/A", Shown("#N/A", 0, "e"));
        Assert.Equal("TRUE", Shown("1", 0, "b"));
        Assert.Equal("2026/11/24", Shown("2026-11-24T00:00:00", 4, "d"));
        Assert.Equal("2026/11/24", Shown("2026-11-24", 0, "d"));
        Assert.Equal("-5", Shown("-5", 99));
        Assert.Equal("1e400", Shown("1e400", 0));
    }

    [Fact]
    public void Days_may_count_from_1904() => Assert.Equal(
        "2026/11/24",
        Rows(new RawWorkbook("<row><c s=\"0\"><v>44888</v></c></row>", styles: RawWorkbook.Formats("yyyy/m/d"), properties: "<workbookPr date1904=\"1\"/>"))[0][0]);

    [Fact]
    public void Texts_are_put_together_and_unescaped_and_how_they_sound_is_left_out()
    {
        var rows = Rows(new RawWorkbook(
            "<row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t xml:space=\"preserve\"> 甲 </t></is></c><c t=\"str\"><v>一_x000D_&#10;二_x005F_x0041_</v></c></row>",
            sharedTexts: "<si><r><rPr><b/></rPr><t>张</t></r><r><t>伟</t></r><rPh sb=\"0\" eb=\"1\"><t>zhāng</t></rPh></si>"));

        Assert.Equal(["张伟", " 甲 ", "一\n二_x0041_"], rows[0]);
    }

    [Fact]
    public void Rows_and_cells_without_a_place_follow_each_other_and_blank_rows_keep_their_numbers()
    {
        Assert.Equal([["1", "", "2"], ["3"]], Rows(new RawWorkbook("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>")));
        var rows = Rows(new RawWorkbook("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c><v>2</v></c></row><row r=\"4\"><c r=\"A4\"><v>3</v></c></row><row r=\"1048576\"/>"));
        Assert.Equal([[], ["", "1", "2"], [], ["3"]], rows);
    }

    [Fact]
    public void A_cell_merged_downwards_shows_beside_each_of_its_rows_and_one_merged_across_only_once()
    {
        var table = Read(new RawWorkbook(
            "<row><c t=\"str\"><v>采购部</v></c><c><v>1</v></c></row><row><c/><c><v>2</v></c></row><row><c/><c><v>3</v></c></row><row><c t=\"str\"><v>合计</v></c></row>",
            "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"A4:B4\"/></mergeCells>").ToFile()).Value.Table;

        Assert.Equal(["采购部", "采购部", "", "合计"], Enumerable.Range(0, 4).Select(row => table.Shown(row, 0)));
        Assert.Equal(["1", "2", "3", ""], Enumerable.Range(0, 4).Select(row => table.Shown(row, 1)));
    }

    [Fact]
    public void The_first_sheet_that_people_see_is_read_and_any_other_by_its_place()
    {
        var file = File.ReadAllBytes(RealFiles.Path("xlsx/poi-TwoSheetsOneHidden.xlsx"));
        var first = Read(file).Value;
        Assert.Equal([false, true], first.Sheets.Select(s => s.IsHidden).Order());
        Assert.False(first.Sheets[first.Sheet].IsHidden);
        var hidden = first.Sheets.ToList().FindIndex(s => s.IsHidden);
        Assert.Equal(hidden, Read(file, hidden).Value.Sheet);
        Assert.Equal("import.no-such-sheet", Read(file, 2).Refusals[0].Code);
        Assert.Equal("import.nothing-in-sheet", Read(new RawWorkbook("").ToFile(), 0).Refusals[0].Code);
        Assert.Equal("import.nothing-in-file", Code(new RawWorkbook("").ToFile()));
    }

    [Fact]
    public void Limits_are_kept_and_named()
    {
        static string Row(int number, string cell) => $"<row r=\"{number}\"><c r=\"{cell}{number}\"><v>1</v></c></row>";
        Assert.Equal(20_000, Rows(new RawWorkbook(Row(1, "A") + Row(20_000, "A"))).Count);
        Assert.Equal("import.too-many-rows", Code(new RawWorkbook(Row(1, "A") + Row(20_001, "A")).ToFile()));
        Assert.Equal([1_000, 3], Read(new RawWorkbook(Row(3, "XFD")).ToFile()).Refusals[0].Arguments);
        Assert.Equal("import.too-many-columns", Code(new RawWorkbook(Row(3, "XFD")).ToFile()));
        Assert.Equal("import.too-big", Code(new byte[(5 * 1024 * 1024) + 1]));
        Assert.Equal("import.unstorable", Code(new RawWorkbook("<row><c t=\"str\"><v>_x0000_</v></c></row>").ToFile()));
        Assert.Equal("import.unstorable", Code(new RawWorkbook("<row><c t=\"str\"><v>_xD800_</v></c></row>").ToFile()));
    }

    [Theory]
    [InlineData("[Content_Types].xml")]
    [InlineData("_rels/.rels")]
    [InlineData("xl/workbook.xml")]
    [InlineData("xl/_rels/workbook.xml.rels")]
    [InlineData("xl/worksheets/sheet1.xml")]
    [InlineData("xl/sharedStrings.xml")]
    [InlineData("xl/styles.xml")]
    public void A_document_type_is_refused_in_any_part_and_nothing_it_names_is_opened(string part)
    {
        foreach (var type in new[] { "<!DOCTYPE x [<!ENTITY e \"e\">]>", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", "<!-- --><!DOCTYPE x [<!ENTITY % e SYSTEM \"http://127.0.0.1:9/\"> %e;]>" })
        {
            var workbook = new RawWorkbook("<row><c><v>1</v></c></row>");
            Assert.Equal("import.has-dtd", Code(workbook.Put(part, type + workbook.Part(part)).ToFile()));
            Assert.Equal("import.has-dtd", Code(workbook.Put(part, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(workbook.Part(part))]).ToFile()));
        }
    }

    [Fact]
    public void What_unpacks_to_too_much_is_refused()
    {
        var one = "<row><c><v>1</v></c></row>";
        Assert.Equal("import.unpacks-too-big", Code(new RawWorkbook(one).Put("xl/media/a.bin", new byte[20 * 1024 * 1024]).ToFile()));
        var many = new RawWorkbook(one);
        for (var i = 0; i < 2_000; i++)
        {
            many.Put($"xl/media/{i}.bin", []);
        }

        Assert.Equal("import.unpacks-too-big", Code(many.ToFile()));
        var noise = RandomNumberGenerator.GetBytes(512 * 1024);
        var large = new RawWorkbook(one);
        for (var i = 0; i < 130; i++)
        {
            large.Put($"xl/media/{i}.bin", [.. noise.AsSpan(0, 4 * 1024), .. new byte[508 * 1024]]);
        }

        Assert.Equal("import.unpacks-too-big", Code(large.ToFile()));
        var text = new RawWorkbook(string.Concat(Enumerable.Repeat("<row>" + string.Concat(Enumerable.Repeat("<c t=\"s\"><v>0</v></c>", 100)) + "</row>", 30)), sharedTexts: $"<si><t>{Convert.ToHexString(noise)[..10_000]}</t></si>");
        Assert.Equal("import.unpacks-too-big", Code(text.ToFile()));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public void A_size_that_is_lied_about_is_refused(int by)
    {
        var file = new RawWorkbook("<row><c><v>1</v></c></row>").ToFile();
        for (var at = file.AsSpan().IndexOf("PK\x01\x02"u8); at < file.Length - 46 && file.AsSpan(at, 4).SequenceEqual("PK\x01\x02"u8);)
        {
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 28));
            if (Encoding.UTF8.GetString(file, at + 46, nameLength).EndsWith("sheet1.xml", StringComparison.Ordinal))
            {
                var size = file.AsSpan(at + 24, 4);
                BinaryPrimitives.WriteInt32LittleEndian(size, BinaryPrimitives.ReadInt32LittleEndian(size) + by);
            }

            at += 46 + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 30)) + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 32));
        }

        Assert.Equal("import.lying-size", Code(file));
    }

    [Fact]
    public void Many_small_parts_of_one_text_cost_little()
    {
        var pieces = new RawWorkbook("<row><c t=\"s\"><v>0</v></c></row>", sharedTexts: $"<si>{string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<r><t>{i % 10}</t></r>"))}</si>").ToFile();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(50_000, Read(pieces).Value.Table.Cell(0, 0).Length);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostMemory / 8);
        Assert.Equal("import.damaged", Code(new RawWorkbook("<row><c t=\"str\"><v>" + string.Concat(Enumerable.Range(0, 160_000).Select(i => $"{i:0000000}")) + "</v></c></row>").ToFile()));
    }

    [Fact]
    public void The_same_sheet_named_a_thousand_times_is_read_once()
    {
        var workbook = new RawWorkbook("");
        workbook.Put("xl/workbook.xml", workbook.Part("xl/workbook.xml").Replace("</sheets>", string.Concat(Enumerable.Range(2, 1_000).Select(i => $"<sheet name=\"{i}\" sheetId=\"{i}\" r:id=\"r1\"/>")) + "</sheets>", StringComparison.Ordinal));

        Assert.Equal("import.nothing-in-file", Code(workbook.ToFile()));
        workbook.Put("xl/worksheets/sheet1.xml", workbook.Part("xl/worksheets/sheet1.xml").Replace("<sheetData>", "<sheetData><row><c><v>1</v></c></row>", StringComparison.Ordinal));
        Assert.Single(Read(workbook.ToFile()).Value.Sheets);
    }

    [Fact]
    public void What_is_cut_off_or_lacks_a_part_is_refused_as_damaged()
    {
        var file = new RawWorkbook("<row><c><v>1</v></c></row>").ToFile();
        Assert.Equal("import.damaged", Code(file[..(file.Length / 2)]));
        Assert.Equal("import.damaged", Code(new RawWorkbook("<row><c t=\"s\"><v>7</v></c></row>").ToFile()));
        Assert.Equal("import.damaged", Code(new RawWorkbook("<row><c><v>1</v></row>").ToFile()));
        var without = new RawWorkbook("");
        Assert.Equal("import.damaged", Code(without.Put("xl/_rels/workbook.xml.rels", without.Part("xl/_rels/workbook.xml.rels").Replace("sheet1", "sheet2", StringComparison.Ordinal)).ToFile()));
    }

    [Fact]
    public void Old_and_other_files_say_what_they_are()
    {
        static byte[] Compound(string stream) => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[504], .. Encoding.Unicode.GetBytes(stream)];
        Assert.Equal("import.old-workbook", Code(Compound("Workbook")));
        Assert.Equal("import.encrypted", Code(Compound("EncryptedPackage")));
        Assert.Equal("import.not-a-table", Code(Compound("WordDocument")));
        Assert.Equal("import.not-a-table", Code([.. "PK\x05\x06"u8, .. new byte[18]]));
        Assert.Equal("import.not-a-table", Code("<html><table><tr><td>1</td></tr></table></html>"u8.ToArray()));
        Assert.Equal("import.not-a-table", Code("a,b\n\0,c\n"u8.ToArray()));
        Assert.Equal("import.unknown-encoding", Code([0x61, 0xFF, 0xFF]));
        Assert.Equal("import.nothing-in-file", Code([]));
    }

    /// <summary>Any bytes changed, a workbook is read or refused, and nothing is thrown.</summary>
    [Fact]
    public void A_workbook_with_bytes_changed_is_read_or_refused()
    {
        var file = File.ReadAllBytes(RealFiles.Path("real-lists/会计工作移交清册.xlsx"));
        var random = new CsCheck.PCG(1);
        for (var i = 0; i < 2_000; i++)
        {
            var changed = file.ToArray();
            for (var times = 0; times < 3; times++)
            {
                changed[random.Next((uint)changed.Length)] = (byte)random.Next(256);
            }

            Assert.NotNull(Read(changed).Refusals);
        }
    }

    private static string Said(byte[] file)
    {
        var first = Read(file);
        return first.IsRefused ? first.Refusals[0].Code : string.Join("; ", first.Value.Sheets.Select((name, at) =>
        {
            var sheet = Read(file, at);
            var title = name.IsHidden ? $"({name.Name})" : name.Name;
            return sheet.IsRefused ? $"{title} {sheet.Refusals[0].Code}" : $"{title} {Digest(sheet.Value.Table)}";
        }));
    }

    private static string Digest(TextTable table)
    {
        var cells = table.Rows.SelectMany((row, r) => row.Select((cell, c) => (Place: string.Create(CultureInfo.InvariantCulture, $"{r},{c},"), Text: cell))).Where(cell => cell.Text.Length > 0).ToList();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(cells.Select(cell => cell.Place + cell.Text + "\n")))));
        return string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count} {cells.Count} {hash[..8]}");
    }

    private static List<string> WithoutEnd(IReadOnlyList<string> row) => [.. row.Reverse().SkipWhile(cell => cell.Length == 0).Reverse()];
}
