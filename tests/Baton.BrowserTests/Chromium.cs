using Baton.BrowserTests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Baton.BrowserTests;

/// <summary>One browser for all stories: the one of the machine; nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] });
        // What a test waits for, it waits for at most this long; a person would have given up.
        Assertions.SetDefaultExpectTimeout(10_000);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string Find() =>
        Environment.GetEnvironmentVariable("BATON_TEST_CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium: name it in BATON_TEST_CHROMIUM, or put chromium on the PATH.");
}
