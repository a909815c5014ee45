using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Baton.Web.Files;

/// <summary>Files in an S3-compatible store, under the same keys as in a folder.</summary>
public sealed class S3Store : FileStore, IDisposable
{
    private readonly S3Settings settings;
    private readonly AmazonS3Client client;

    public S3Store(S3Settings settings)
    {
        this.settings = settings;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            // Only what every compatible store understands; the bytes are signed by their SHA-256 in any case.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { Length: > 0 } endpoint)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        client = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
    }

    public override async Task KeepAsync(string temporary, string hash, CancellationToken cancellationToken)
    {
        await client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = settings.Bucket, Key = settings.Prefix + KeyOf(hash), FilePath = temporary, ContentType = "application/octet-stream",
                UseChunkEncoding = false, ChecksumSHA256 = Convert.ToBase64String(Convert.FromHexString(hash)),
            }, cancellationToken);
        File.Delete(temporary);
    }

    public override Task<Stream> OpenAsync(string hash, long size, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new ObjectStream(client, settings.Bucket, settings.Prefix + KeyOf(hash), size));

    public override async IAsyncEnumerable<KeptFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = settings.Prefix };
        await foreach (var kept in client.Paginators.ListObjectsV2(request).S3Objects.WithCancellation(cancellationToken))
        {
            yield return new(kept.Key[(kept.Key.LastIndexOf('/') + 1)..], kept.Size ?? 0, kept.LastModified ?? default);
        }
    }

    public override async Task<bool> DeleteAsync(string hash, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var key = settings.Prefix + KeyOf(hash);
        var now = await client.GetObjectMetadataAsync(settings.Bucket, key, cancellationToken);
        if (now.LastModified is { } last && last >= before.UtcDateTime)
        {
            return false;
        }

        await client.DeleteObjectAsync(settings.Bucket, key, cancellationToken);
        return true;
    }

    public void Dispose() => client.Dispose();

    /// <summary>Read from any place: where the reader jumps, the next read asks for the bytes from there.</summary>
    private sealed class ObjectStream(AmazonS3Client client, string bucket, string key, long size) : Stream
    {
        private GetObjectResponse? answer;
        private long position;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => size;

        public override long Position
        {
            get => position;
            set => Seek(value, SeekOrigin.Begin);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (position >= size)
            {
                return 0;
            }

            answer ??= await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(position, size - 1) }, cancellationToken);
            var read = await answer.ResponseStream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException("The store sent less than it keeps.");
            }

            position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

        public override long Seek(long offset, SeekOrigin origin)
        {
            var to = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => position + offset, _ => size + offset };
            if (to != position)
            {
                answer?.Dispose();
                (answer, position) = (null, to);
            }

            return to;
        }

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            answer?.Dispose();
            base.Dispose(disposing);
        }
    }
}
