using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Baton.Web;

namespace Baton.Bench;

/// <summary>A server that runs as a process of its own: Baton as people start it, or a floor of this program.</summary>
public sealed partial class BatonProcess : IAsyncDisposable
{
    private readonly Process process;

    private BatonProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts Baton and waits until it answers.</summary>
    public static Task<BatonProcess> StartAsync(BenchDatabase database, params string[] more) =>
        StartAsync(typeof(BatonApp), database.Arguments(more), "/sign-in");

    /// <summary>Starts the program that a type belongs to and waits until its first page is there.</summary>
    public static async Task<BatonProcess> StartAsync(Type programOf, IReadOnlyList<string> arguments, string firstPage)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var program = Path.ChangeExtension(programOf.Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var process = Process.Start(new ProcessStartInfo(program, [.. arguments, "--urls", address.ToString()])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new BatonProcess(process, address);
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(firstPage);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    await answer.Content.ReadAsByteArrayAsync();
                    return started;
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }

    /// <summary>What /proc says the process holds in memory now.</summary>
    public double ResidentMegabytes() => Megabytes(process.Id, "VmRSS");

    /// <summary>The most that it ever held.</summary>
    public double PeakMegabytes() => Megabytes(process.Id, "VmHWM");

    internal static double Megabytes(int process, string what) => long.Parse(
        Status().Matches(File.ReadAllText($"/proc/{process}/status")).First(m => m.Groups[1].Value == what).Groups[2].Value, CultureInfo.InvariantCulture) / 1024.0;

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"(\w+):\s+(\d+) kB")]
    private static partial Regex Status();
}
