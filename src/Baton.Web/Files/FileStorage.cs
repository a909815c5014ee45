namespace Baton.Web.Files;

public static class FileStorage
{
    /// <summary>The store that is configured, and what stands before it.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration, BatonOptions options)
    {
        var settings = FileSettings.Of(configuration, options);
        services.AddSingleton(settings);
        services.AddSingleton<FileStore>(_ => settings.S3 is { Bucket.Length: > 0 } s3 ? new S3Store(s3) : new FolderStore(Path.Combine(settings.Folder!, "kept")));
        services.AddSingleton<UploadFolder>();
        services.AddSingleton<FileScanner>();
        return services;
    }
}
