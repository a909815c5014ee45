using System.Globalization;

namespace Baton.Web.Files;

/// <summary>How large, as people read it.</summary>
public static class FileSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB"];

    public static string Of(long bytes)
    {
        var (size, unit) = ((decimal)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return size.ToString(size < 10 && unit > 0 ? "0.#" : "0", CultureInfo.CurrentCulture) + " " + Units[unit];
    }
}
