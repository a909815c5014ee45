using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Baton.Web.Identity;

/// <summary>
/// The installation's own key, 32 random bytes in the keys folder: outside the database and its backups, so that a
/// stolen backup opens nothing. Every node has the same file.
/// </summary>
public sealed class InstanceKey
{
    private readonly byte[] key;

    private InstanceKey(byte[] key) => this.key = key;

    public static InstanceKey LoadOrCreate(string folder)
    {
        var path = Path.Combine(folder, "instance.key");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(32));
            file.Flush(flushToDisk: true);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == 32 ? new(key) : throw new InvalidDataException($"{path} is not an instance key of 32 bytes.");
    }

    /// <summary>AES-256-GCM: nonce (12) ‖ tag (16) ‖ ciphertext.</summary>
    public byte[] Encrypt(byte[] plain, string purpose)
    {
        var result = new byte[12 + 16 + plain.Length];
        var nonce = result.AsSpan(0, 12);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, plain, result.AsSpan(28), result.AsSpan(12, 16), Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <exception cref="CryptographicException">Another key, another purpose, or altered bytes.</exception>
    public byte[] Decrypt(byte[] sealedBytes, string purpose)
    {
        var plain = new byte[sealedBytes.Length - 28];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(
            sealedBytes.AsSpan(0, 12), sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16), plain, Encoding.UTF8.GetBytes(purpose));
        return plain;
    }
}

/// <summary>DataProtection's keys lie in the database, encrypted by the instance key.</summary>
internal sealed class InstanceKeyEncryptor(InstanceKey key) : IXmlEncryptor
{
    internal const string Purpose = "baton:data-protection:1";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("instanceKey", Convert.ToBase64String(
            key.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Purpose))),
        typeof(InstanceKeyDecryptor));
}

/// <summary>Made by DataProtection with the service provider, hence the constructor.</summary>
internal sealed class InstanceKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        services.GetRequiredService<InstanceKey>().Decrypt(Convert.FromBase64String(encryptedElement.Value), InstanceKeyEncryptor.Purpose)));
}

internal sealed class UseInstanceKey(InstanceKey key) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlEncryptor = new InstanceKeyEncryptor(key);
}
