using System.Collections.Concurrent;
using System.Diagnostics;
using Baton.Web;

namespace Baton.Tests.Crash;

/// <summary>Baton as a process of its own, as people start it. It is never asked to stop: it is killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Baton 接力: ";

    private readonly Process process;
    private readonly bool isTraced;

    private ServerProcess(Process process, bool isTraced, Uri address)
    {
        this.process = process;
        this.isTraced = isTraced;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="storage">Which database and keys, as on the command line.</param>
    /// <param name="tracer">A command that runs it as its child and watches it.</param>
    public static async Task<ServerProcess> StartAsync(IEnumerable<string> storage, params string[] tracer)
    {
        string[] command =
        [
            .. tracer, "dotnet", "exec", typeof(BatonApp).Assembly.Location, .. storage, "--urls", "http://127.0.0.1:0", "--Limits:FormsPerMinute", "100000",
        ];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        var said = new ConcurrentQueue<string>();
        var address = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            said.Enqueue(line ?? "");
            if (line?.StartsWith(Listening, StringComparison.Ordinal) == true)
            {
                address.TrySetResult(new Uri(line[Listening.Length..]));
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.Exited += (_, _) => address.TrySetResult(null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await address.Task is { } listens)
        {
            return new ServerProcess(process, tracer.Length > 0, listens);
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"«{string.Join(' ', command)}» ended with {process.ExitCode} before it answered:\n{string.Join('\n', said)}");
    }

    /// <summary>kill -9. A tracer ends by itself, when it has written down the end of what it traced.</summary>
    public async Task KillAsync()
    {
        if (isTraced)
        {
            var child = await File.ReadAllTextAsync($"/proc/{process.Id}/task/{process.Id}/children");
            Process.GetProcessById(int.Parse(child, System.Globalization.CultureInfo.InvariantCulture)).Kill();
        }
        else
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }
}
