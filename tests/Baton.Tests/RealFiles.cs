namespace Baton.Tests;

/// <summary>Test material kept beside the repository, in ../shared/data; see its README.</summary>
public static class RealFiles
{
    /// <summary>The full path of a file, for example <c>real-lists/交接流程.tsv</c>.</summary>
    /// <exception cref="FileNotFoundException">The material is not on this machine: the test fails, it is never skipped.</exception>
    public static string Path(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException(
            $"This test needs shared/data/{name}, in a folder that contains the repository. It is not on this machine.");
    }
}
