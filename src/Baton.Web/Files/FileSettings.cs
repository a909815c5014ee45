namespace Baton.Web.Files;

/// <summary>Where files lie and how large they may be: the section Files of the configuration (docs/operations.md).</summary>
public sealed class FileSettings
{
    public const string Section = "Files";

    private const long Gigabyte = 1024L * 1024 * 1024;

    /// <summary>For what is stored and what is on its way; below the data folder where nothing is said. Nodes share it.</summary>
    public string? Folder { get; set; }

    /// <summary>The largest file.</summary>
    public long MaxBytes { get; set; } = 2 * Gigabyte;

    /// <summary>All files of one handover, older versions too.</summary>
    public long QuotaBytes { get; set; } = 20 * Gigabyte;

    /// <summary>host:port, or the path of a socket. Where it is set, nothing comes in that clamd has not looked at.</summary>
    public string? Clamd { get; set; }

    /// <summary>Where it is set, files are kept there, and only what is on its way lies in the folder.</summary>
    public S3Settings? S3 { get; set; }

    /// <summary>How long an upload may pause.</summary>
    public static readonly TimeSpan UploadsKept = TimeSpan.FromDays(7);

    public static FileSettings Of(IConfiguration configuration, BatonOptions options)
    {
        var settings = configuration.GetSection(Section).Get<FileSettings>() ?? new();
        settings.Folder = Path.GetFullPath(settings.Folder ?? Path.Combine(options.DataFolder, "files"));
        return settings;
    }
}

/// <summary>An S3-compatible store.</summary>
public sealed class S3Settings
{
    /// <summary>Such as https://s3.example.com; empty for AWS.</summary>
    public string? Endpoint { get; set; }
    public string Region { get; set; } = "us-east-1";
    public string Bucket { get; set; } = "";

    /// <summary>Put before each key, such as baton/.</summary>
    public string Prefix { get; set; } = "";
    public string AccessKey { get; set; } = "";
    public string SecretKey { get; set; } = "";
}
