using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Shared;

/// <summary>The text key of an enum's value: stage.handingOver.</summary>
public static class Words
{
    public static string Key(string group, Enum value) => $"{group}.{JsonNamingPolicy.CamelCase.ConvertName(value.ToString())}";

    public static string Word(this IStringLocalizer texts, string group, Enum value) => texts[Key(group, value)];

    public static IEnumerable<Choice> Choices<T>(this IStringLocalizer texts, string group) where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => new Choice(value.ToString(), texts.Word(group, value)));
}
