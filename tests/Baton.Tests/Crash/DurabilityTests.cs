using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Baton.Tests.Files;
using Baton.Tests.Host;

namespace Baton.Tests.Crash;

/// <summary>What the kernel is asked for, and in which order: nobody is told that something is done before the disk has it.</summary>
public sealed partial class DurabilityTests
{
    private const string Calls = "trace=pwrite64,fdatasync,fsync,sendto,sendmsg,write,writev,rename,renameat,renameat2";

    [Fact]
    public async Task An_answer_leaves_after_the_log_of_the_database_is_on_the_disk()
    {
        var folder = Directory.CreateTempSubdirectory("baton-trace-").FullName;
        var data = Path.Combine(folder, "data");
        var trace = Path.Combine(folder, "trace");
        // A new database, and one writing request: the company is set up.
        await using (var server = await StartTracedAsync(["--data", data, "--keys", Path.Combine(folder, "keys")], trace))
        {
            using var client = new Client();
            await client.GetAsync(server.Address, "/setup");
            Assert.Equal(HttpStatusCode.Found, await client.PostAsync(
                server.Address, "/setup", ("CompanyName", "华东贸易"), ("TimeZone", "Asia/Shanghai"), ("Name", "管理员"), ("UserName", "admin"),
                ("Password", TestApp.Password), ("Repeated", TestApp.Password)));
            await server.KillAsync();
        }

        var calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);
        var answered = Array.FindIndex(calls, c => c.Contains("HTTP/1.1 302", StringComparison.Ordinal));
        Assert.True(answered > 0, $"strace saw no answer:\n{string.Join('\n', calls.TakeLast(50))}");
        var asked = Array.FindLastIndex(calls, answered - 1, c => c.Contains("HTTP/1.1 200", StringComparison.Ordinal));
        var written = Array.FindLastIndex(calls, answered, c => c.Contains("pwrite64(", StringComparison.Ordinal) && c.Contains("baton.db-wal>", StringComparison.Ordinal));
        Assert.True(written > asked, "The request wrote nothing into the log of the database.");
        Assert.Contains(SyncsIn(calls[written..answered]), sync => sync.Path.EndsWith("/baton.db-wal", StringComparison.Ordinal));
        // A file whose folder is not on the disk is not there after a power cut.
        Assert.Contains(SyncsIn(calls[..answered]), sync => sync.Path == data);
    }

    /// <summary>Bytes, name, folder, and only then the row that speaks of it; the answer last.</summary>
    [Fact]
    public async Task A_file_is_attached_after_its_bytes_and_its_name_are_on_the_disk()
    {
        await using var app = await TestApp.StartAsync(Database.Sqlite);
        var cast = await Cast.GatherAsync(app);
        var handover = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        var bytes = Encoding.UTF8.GetBytes("合同正文");
        var hash = Attaching.HashOf(bytes);
        using var program = new ProgramUpload(await app.TokenAsync(cast[Relation.Giver]), handover.Number, handover.Item("open"), bytes);
        await app.StopServingAsync();
        var trace = Path.Combine(app.Folder, "trace");
        await using (var server = await StartTracedAsync([.. app.Storage], trace))
        {
            await program.BeginAsync(server.Address);
            await program.SendAsync(server.Address, 0);
            await server.KillAsync();
        }

        var calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        var moved = Array.FindIndex(calls, c => c.Contains("rename", StringComparison.Ordinal) && c.Contains($"/{hash}\"", StringComparison.Ordinal));
        var answered = Array.FindIndex(calls, Math.Max(moved, 0), c => c.Contains("HTTP/1.1 204", StringComparison.Ordinal));
        Assert.True(moved > 0 && answered > moved, $"strace saw no file:\n{string.Join('\n', calls.TakeLast(50))}");
        var syncs = SyncsIn(calls[..answered]).ToList();
        Assert.Contains(syncs, sync => sync.At < moved && sync.Path.EndsWith(".part", StringComparison.Ordinal));
        var folder = Assert.Single(syncs, sync => sync.At > moved && sync.Path.EndsWith($"/kept/{hash[..2]}/{hash[2..4]}", StringComparison.Ordinal));
        Assert.Contains(syncs, sync => sync.At < folder.At && sync.Path.EndsWith($"/kept/{hash[..2]}", StringComparison.Ordinal));
        var named = Array.FindIndex(calls, moved, c => c.Contains("pwrite64(", StringComparison.Ordinal) && c.Contains("baton.db-wal>", StringComparison.Ordinal));
        Assert.True(folder.At < named && named < answered, $"folder {folder.At}, row {named}, answer {answered}");
    }

    private static async Task<ServerProcess> StartTracedAsync(string[] storage, string trace)
    {
        try
        {
            return await ServerProcess.StartAsync(storage, "strace", "-f", "-y", "-o", trace, "-e", Calls);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException(
                "This test needs strace, and the right to trace a process (in a container: --cap-add SYS_PTRACE). " + e.Message, e);
        }
    }

    /// <summary>What was brought to the disk and is there: strace says so in one line, or in two where another thread called meanwhile.</summary>
    /// <returns>At which line, and what.</returns>
    private static IEnumerable<(int At, string Path)> SyncsIn(IEnumerable<string> calls)
    {
        var begun = new Dictionary<string, string>();
        foreach (var (at, call) in calls.Index())
        {
            if (Begun().Match(call) is { Success: true } begins)
            {
                begun[begins.Groups["thread"].Value] = begins.Groups["path"].Value;
                if (begins.Groups["done"].Success)
                {
                    yield return (at, begins.Groups["path"].Value);
                }
            }
            else if (Resumed().Match(call) is { Success: true } resumed && begun.TryGetValue(resumed.Groups["thread"].Value, out var path))
            {
                yield return (at, path);
            }
        }
    }

    [GeneratedRegex(@"^(?<thread>\d+) +f(data)?sync\(\d+<(?<path>[^>]+)>(?<done>\) += 0$)?")]
    private static partial Regex Begun();

    [GeneratedRegex(@"^(?<thread>\d+) +<\.\.\. f(data)?sync resumed>\) += 0$")]
    private static partial Regex Resumed();
}
