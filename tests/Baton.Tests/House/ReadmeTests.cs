using System.Diagnostics;
using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.House;

/// <summary>What the README shows is run as it stands there.</summary>
public sealed partial class ReadmeTests
{
    [Theory, Databases]
    public async Task Its_example_opens_a_handover_with_ten_items(Database database)
    {
        foreach (var file in new[] { "README.md", "README.en.md" })
        {
            await using var app = await TestApp.StartAsync(database);
            // Whoever asks for a handover needs somebody to confirm it.
            await app.AddPersonAsync("周敏", SystemRoles.HumanResources);
            var giver = await app.AddPersonAsync("张伟");
            var receiver = await app.AddPersonAsync("李娜");
            var example = Assert.Single(BashBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Source.Root, file), TestContext.Current.CancellationToken))).Groups[1].Value;
            var token = await app.TokenAsync(giver);

            var first = await RunAsync(example, app, token);
            var second = await RunAsync(example, app, token);

            Assert.Contains("\"items\":10,", first, StringComparison.Ordinal);
            Assert.Contains("\"items\":20,", second, StringComparison.Ordinal);
            var handover = await app.ReadAsync(db => db.Handovers.Include(h => h.Parties).SingleAsync());
            Assert.Equal((giver.Id, receiver.Id), (handover.Giver!.PersonId, Assert.Single(handover.Receivers).PersonId));
            Assert.Equal(10, await app.ReadAsync(db => db.Items.Select(i => i.Category).Distinct().CountAsync()));
        }
    }

    private static async Task<string> RunAsync(string script, TestApp app, string token)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BATON"] = new Uri(app.Address, "/api/v1").ToString();
        start.Environment["TOKEN"] = token;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {await error} {await output}");
        return await output;
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}
