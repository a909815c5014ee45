using System.IO.Compression;
using System.Xml;

namespace Baton.Web.Import;

/// <summary>
/// A zip package of XML parts (ECMA-376 part 2), looked through before anything is read from it. Only the parts that somebody
/// asks for are opened, each as a stream; nothing is written to a disk or fetched from anywhere.
/// </summary>
internal sealed class ZipPackage : IDisposable
{
    public const int MostEntries = 2_000;
    public const int MostUnpacked = 64 * 1024 * 1024;
    public const int MostCharactersInPart = 32 * 1024 * 1024;

    private static readonly ZipLimits Limits = new(MostEntries, MostUnpacked);

    private readonly ZipArchive zip;

    private ZipPackage(ZipArchive zip) => this.zip = zip;

    /// <exception cref="InvalidDataException">It is no zip.</exception>
    public static Outcome<ZipPackage> Open(byte[] file)
    {
        var package = new ZipPackage(new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read));
        if (package.Refusal() is not { } refusal)
        {
            return package;
        }

        package.Dispose();
        return refusal;
    }

    /// <summary>Reads something from a file's package, or says why it can't be read.</summary>
    public static Outcome<T> Use<T>(byte[] file, Func<ZipPackage, Outcome<T>> read)
    {
        try
        {
            var package = Open(file);
            if (package.IsRefused)
            {
                return package.Refusals.ToList();
            }

            using (package.Value)
            {
                return read(package.Value);
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or XmlException)
        {
            return ImportRefusals.Damaged;
        }
    }

    /// <summary>A part's XML; null where there is no such part.</summary>
    /// <param name="name">From the package's root, without a slash before it. Some writers mix up cases and slashes.</param>
    public XmlReader? Read(string name)
    {
        bool Is(ZipArchiveEntry entry, StringComparison comparison) => entry.FullName.Replace('\\', '/').Equals(name, comparison);
        var entry = zip.Entries.FirstOrDefault(e => Is(e, StringComparison.Ordinal))
            ?? zip.Entries.FirstOrDefault(e => Is(e, StringComparison.OrdinalIgnoreCase));
        return entry is null ? null : XmlReader.Create(entry.Open(), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharactersInPart,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
    }

    /// <summary>What a part points to within the package: id, last word of the kind, and name of the part.</summary>
    /// <param name="part">Empty for the package itself.</param>
    public IReadOnlyList<(string Id, string Kind, string Part)> Relations(string part)
    {
        var (folder, name) = part.LastIndexOf('/') is var slash and >= 0 ? (part[..(slash + 1)], part[(slash + 1)..]) : ("", part);
        var relations = new List<(string, string, string)>();
        using var reader = Read($"{folder}_rels/{name}.rels");
        while (reader?.Read() == true)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Relationship" && reader.GetAttribute("TargetMode") != "External")
            {
                var target = (reader.GetAttribute("Target") ?? "").Replace('\\', '/');
                var kind = reader.GetAttribute("Type") ?? "";
                relations.Add((reader.GetAttribute("Id") ?? "", kind[(kind.LastIndexOf('/') + 1)..], Resolve(folder, target)));
            }
        }

        return relations;
    }

    public void Dispose() => zip.Dispose();

    private static string Resolve(string folder, string target)
    {
        var path = new List<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/'))
        {
            if (step == ".." && path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (step is not ("" or "." or ".."))
            {
                path.Add(step);
            }
        }

        return string.Join('/', path);
    }

    private Refusal? Refusal()
    {
        if (Limits.Refusal(zip) is { } refusal)
        {
            return refusal;
        }

        foreach (var entry in zip.Entries)
        {
            if (entry.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
            {
                using var content = entry.Open();
                if (HasDtd(content))
                {
                    return ImportRefusals.HasDtd;
                }
            }
        }

        return null;
    }

    /// <summary>Only what stands before the first element is read: no entity is resolved, and nothing outside opened.</summary>
    private static bool HasDtd(Stream content)
    {
        using var reader = XmlReader.Create(content, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Parse,
            XmlResolver = null,
            MaxCharactersFromEntities = 1,
            MaxCharactersInDocument = MostCharactersInPart,
            IgnoreComments = true,
        });
        try
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.Element)
            {
                if (reader.NodeType == XmlNodeType.DocumentType)
                {
                    return true;
                }
            }
        }
        catch (XmlException)
        {
            // Whoever needs this part finds it damaged.
        }

        return false;
    }
}
