using System.Diagnostics.CodeAnalysis;

namespace Baton.Web.Features.Api;

/// <summary>A word of an address or a query, in camelCase as in JSON; .NET's own reading wants its names letter by letter.</summary>
public readonly record struct Word<T>(T Value) where T : struct, Enum
{
    public static bool TryParse([NotNullWhen(true)] string? text, out Word<T> word)
    {
        var isRead = Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && char.IsAsciiLetter(text![0]);
        word = new(value);
        return isRead;
    }

    public static implicit operator T(Word<T> word) => word.Value;
}
