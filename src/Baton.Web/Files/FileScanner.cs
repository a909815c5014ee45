using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Baton.Web.Files;

public enum ScanResult
{
    Clean,
    Infected,
    /// <summary>Nobody looked at it: it does not come in.</summary>
    NoAnswer,
}

/// <summary>Asks clamd (its command INSTREAM) about each file that comes in, where one is configured; closed where it fails.</summary>
public sealed class FileScanner(FileSettings settings, ILogger<FileScanner> logger)
{
    private const int Chunk = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<ScanResult> ScanAsync(string path, CancellationToken cancellationToken)
    {
        if (settings.Clamd is not { Length: > 0 } address)
        {
            return ScanResult.Clean;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var answer = await AskAsync(address, path, patience.Token);
            if (answer == "stream: OK")
            {
                return ScanResult.Clean;
            }

            if (answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal))
            {
                logger.LogWarning("clamd found {Answer}", answer);
                return ScanResult.Infected;
            }

            logger.LogError("clamd answered {Answer}", answer);
        }
        catch (Exception mistake) when (mistake is IOException or SocketException or FormatException
            || (mistake is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogError(mistake, "clamd does not answer");
        }

        return ScanResult.NoAnswer;
    }

    private static async Task<string> AskAsync(string address, string path, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(address, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        await using var file = File.OpenRead(path);
        var buffer = new byte[4 + Chunk];
        for (int read; (read = await file.ReadAsync(buffer.AsMemory(4), cancellationToken)) > 0;)
        {
            BinaryPrimitives.WriteInt32BigEndian(buffer, read);
            await stream.WriteAsync(buffer.AsMemory(0, 4 + read), cancellationToken);
        }

        await stream.WriteAsync(new byte[4], cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return (await reader.ReadToEndAsync(cancellationToken)).TrimEnd('\0', '\n');
    }

    private static async Task<Socket> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var isPath = address.StartsWith('/');
        var socket = isPath ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isPath)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), cancellationToken);
            }
            else
            {
                var colon = address.LastIndexOf(':');
                await socket.ConnectAsync(address[..colon], int.Parse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
