using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Shared;

/// <summary>
/// A form with a name of its own on its page, so that refusals and what was typed come back in the form that was sent,
/// and in no other. With a draft key, what is typed is kept as one types, and erased once it is sent.
/// </summary>
[HtmlTargetElement("form", Attributes = "form-name")]
public sealed class NamedFormTagHelper : TagHelper
{
    public const string Field = "form";
    public const string DraftField = "draft";

    [HtmlAttributeName("form-name")]
    public string Name { get; set; } = "";

    [HtmlAttributeName("draft")]
    public string? Draft { get; set; }

    public override void Init(TagHelperContext context) => context.Items[typeof(NamedFormTagHelper)] = Name;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.SetAttribute("data-form", Name);
        output.PostContent.AppendHtml(Hidden(Field, Name));
        if (Draft is not null)
        {
            output.Attributes.SetAttribute("data-draft", Draft);
            output.PostContent.AppendHtml(Hidden(DraftField, Draft));
        }
    }

    /// <summary>Whether what was sent belongs to the form around this element; always, where that has no name.</summary>
    internal static bool WasSent(TagHelperContext context, ViewContext view) =>
        view.HttpContext.Request is { HasFormContentType: true } request
        && (!context.Items.TryGetValue(typeof(NamedFormTagHelper), out var name) || request.Form[Field] == (string)name);

    private static TagBuilder Hidden(string name, string value)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = "hidden";
        input.Attributes["name"] = name;
        input.Attributes["value"] = value;
        return input;
    }
}

/// <summary>One value of a select, checkbox or radio group, and what people read.</summary>
public sealed record Choice(string Value, string Text);

/// <summary>
/// A labelled input with its hint and its refusal. After a refusal it shows what was typed; otherwise the value given.
/// Kinds: text (default), lines, password, date, time (an instant, as datetime-local), number, email, tel, select,
/// check (a single yes or no), checks (several of the options).
/// </summary>
[HtmlTargetElement("baton-field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    public string Name { get; set; } = "";
    public string Label { get; set; } = "";
    public string Kind { get; set; } = "text";
    public string? Value { get; set; }

    /// <summary>For checks: those that are ticked.</summary>
    public IEnumerable<string>? Values { get; set; }

    public IEnumerable<Choice>? Options { get; set; }
    public string? Hint { get; set; }
    public bool Required { get; set; }

    /// <summary>Takes the whole width of a grid of fields.</summary>
    public bool Long { get; set; }

    /// <summary>Makes the id unique where several forms of a page have a field of this name.</summary>
    public string? IdPrefix { get; set; }

    /// <summary>Which of several fields of this name it is, from 0.</summary>
    public int Index { get; set; }

    public string? Autocomplete { get; set; }
    public string? Placeholder { get; set; }
    public bool Autofocus { get; set; }

    /// <summary>Shown to screen readers only.</summary>
    public bool HideLabel { get; set; }

    public int? Rows { get; set; }

    /// <summary>The key that leads into the field (data-key).</summary>
    public string? Shortcut { get; set; }

    /// <summary>The id of the form that takes several pasted lines instead.</summary>
    public string? PasteTarget { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    private string Id => TagBuilder.CreateSanitizedId($"{IdPrefix}{Name}", "-");

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var sent = NamedFormTagHelper.WasSent(context, View);
        // Of several fields of one name, each says what concerns its own; what concerns all of them stands at the first.
        var state = !sent ? null
            : View.ViewData.ModelState.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{Name}[{Index}]"), out var own) ? own
            : Index == 0 && View.ViewData.ModelState.TryGetValue(Name, out var entry) ? entry
            : null;
        var typed = sent && !View.ViewData.ModelState.IsValid && View.HttpContext.Request.Form.TryGetValue(Name, out var values) ? values : default;
        var refused = state?.Errors is { Count: > 0 } errors ? errors[0].ErrorMessage : null;
        output.TagName = Kind == "checks" ? "fieldset" : "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Long ? "field long" : "field");
        var isSent = sent && !View.ViewData.ModelState.IsValid;
        switch (Kind)
        {
            case "check":
                output.Content.AppendHtml(Check("true", Label, isSent ? typed.Count > 0 : Value == "true", refused));
                break;
            case "checks":
                var legend = new TagBuilder("legend");
                legend.InnerHtml.Append(LabelText);
                output.Content.AppendHtml(legend);
                var ticked = (isSent ? typed : Values ?? []).ToHashSet();
                foreach (var choice in Options ?? [])
                {
                    output.Content.AppendHtml(Check(choice.Value, choice.Text, ticked.Contains(choice.Value), null));
                }

                break;
            default:
                output.Content.AppendHtml(LabelElement());
                output.Content.AppendHtml(Input(isSent && Kind != "password" && typed.Count > Index ? typed[Index] : Value, refused));
                break;
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml(Small("hint", $"{Id}-hint", Hint));
        }

        if (refused is not null)
        {
            output.Content.AppendHtml(Small("err", $"{Id}-error", refused));
        }
    }

    private string LabelText => Required ? Label + " *" : Label;

    private TagBuilder LabelElement()
    {
        var label = new TagBuilder("label");
        label.Attributes["for"] = Id;
        if (HideLabel)
        {
            label.AddCssClass("visually-hidden");
        }

        label.InnerHtml.Append(LabelText);
        return label;
    }

    private TagBuilder Check(string value, string text, bool isTicked, string? refused)
    {
        var label = new TagBuilder("label");
        label.AddCssClass("form-check");
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = "checkbox";
        input.Attributes["name"] = Name;
        input.Attributes["value"] = value;
        if (Kind == "check")
        {
            input.Attributes["id"] = Id;
            Describe(input, refused);
        }

        if (isTicked)
        {
            input.Attributes["checked"] = "checked";
        }

        label.InnerHtml.AppendHtml(input);
        var words = new TagBuilder("span");
        words.InnerHtml.Append(text);
        label.InnerHtml.AppendHtml(words);
        return label;
    }

    private TagBuilder Input(string? value, string? refused)
    {
        var input = new TagBuilder(Kind switch { "lines" => "textarea", "select" => "select", _ => "input" });
        input.AddCssClass(Kind == "select" ? "form-select" : "form-control");
        input.Attributes["id"] = Id;
        input.Attributes["name"] = Name;
        switch (Kind)
        {
            case "lines":
                input.Attributes["rows"] = (Rows ?? 3).ToString(CultureInfo.InvariantCulture);
                // The first line break after the tag is not part of the text (HTML 4.10.11).
                input.InnerHtml.Append("\n" + value);
                break;
            case "select":
                foreach (var choice in Options ?? [])
                {
                    var option = new TagBuilder("option");
                    option.Attributes["value"] = choice.Value;
                    if (choice.Value == (value ?? ""))
                    {
                        option.Attributes["selected"] = "selected";
                    }

                    option.InnerHtml.Append(choice.Text);
                    input.InnerHtml.AppendHtml(option);
                }

                break;
            default:
                input.TagRenderMode = TagRenderMode.SelfClosing;
                input.Attributes["type"] = Kind switch { "time" => "datetime-local", "number" => "text", _ => Kind };
                input.Attributes["value"] = value ?? "";
                if (Kind == "number")
                {
                    input.Attributes["inputmode"] = "decimal";
                }

                break;
        }

        if (Required)
        {
            input.Attributes["required"] = "required";
        }

        if (Autofocus)
        {
            input.Attributes["autofocus"] = "autofocus";
        }

        if (Autocomplete is not null)
        {
            input.Attributes["autocomplete"] = Autocomplete;
        }

        if (Placeholder is not null)
        {
            input.Attributes["placeholder"] = Placeholder;
        }

        if (Shortcut is not null)
        {
            input.Attributes["data-key"] = Shortcut;
        }

        if (PasteTarget is not null)
        {
            input.Attributes["data-paste-target"] = PasteTarget;
        }

        Describe(input, refused);
        return input;
    }

    private void Describe(TagBuilder input, string? refused)
    {
        var ids = new[] { Hint is null ? null : $"{Id}-hint", refused is null ? null : $"{Id}-error" }.OfType<string>().ToArray();
        if (ids.Length > 0)
        {
            input.Attributes["aria-describedby"] = string.Join(' ', ids);
        }

        if (refused is not null)
        {
            input.Attributes["aria-invalid"] = "true";
            input.AddCssClass("input-validation-error");
        }
    }

    private static TagBuilder Small(string css, string id, string text)
    {
        var element = new TagBuilder("div");
        element.AddCssClass(css);
        element.Attributes["id"] = id;
        element.InnerHtml.Append(text);
        return element;
    }

}

/// <summary>
/// Where what was refused stands in no form of the page any more (the handover went on meanwhile), the page says at its
/// top what was refused, and gives back the words that were typed.
/// </summary>
[HtmlTargetElement("main")]
public sealed class MainTagHelper(IStringLocalizer<SharedText> texts) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (View.ViewData.ModelState.IsValid || View.HttpContext.Request is not { HasFormContentType: true } request
            || (await output.GetChildContentAsync()).GetContent().Contains("class=\"errors\"", StringComparison.Ordinal))
        {
            return;
        }

        var alert = new TagBuilder("div");
        alert.AddCssClass("errors");
        alert.Attributes["role"] = "alert";
        foreach (var error in View.ViewData.ModelState.SelectMany(e => e.Value!.Errors))
        {
            alert.InnerHtml.AppendHtml(Paragraph(error.ErrorMessage));
        }

        foreach (var (place, text) in request.Form.Where(f => !IsSecret(f.Key)).SelectMany(f => f.Value).OfType<string>().Where(IsTyped).Index())
        {
            if (place == 0)
            {
                alert.InnerHtml.AppendHtml(Paragraph(texts["typed"]));
            }

            var words = Paragraph(text);
            words.AddCssClass("pre");
            alert.InnerHtml.AppendHtml(words);
        }

        output.PreContent.AppendHtml(alert);
    }

    private static bool IsSecret(string name) =>
        name.StartsWith("__", StringComparison.Ordinal) || name.EndsWith("Password", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Current", StringComparison.OrdinalIgnoreCase) || name.Equals("Repeated", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Drawn", StringComparison.Ordinal) || name is NamedFormTagHelper.Field or NamedFormTagHelper.DraftField;

    /// <summary>Words, not one of our own choices, ids or numbers.</summary>
    private static bool IsTyped(string text) => text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or ':' or '.'));

    private static TagBuilder Paragraph(string text)
    {
        var line = new TagBuilder("p");
        line.InnerHtml.Append(text);
        return line;
    }
}

/// <summary>The refusals of the form around it that concern no single field, and how many fields need a look.</summary>
[HtmlTargetElement("baton-errors", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorsTagHelper(IStringLocalizer<SharedText> texts) : TagHelper
{
    /// <summary>The page has said them already, outside of the form.</summary>
    public static void WereShown(HttpContext context) => context.Items[typeof(ErrorsTagHelper)] = true;

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!NamedFormTagHelper.WasSent(context, View) || View.ViewData.ModelState.IsValid || View.HttpContext.Items.ContainsKey(typeof(ErrorsTagHelper)))
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "errors");
        output.Attributes.SetAttribute("role", "alert");
        var whole = View.ViewData.ModelState[""]?.Errors.Select(e => e.ErrorMessage).ToList() ?? [];
        foreach (var message in whole.Count > 0 ? whole : [texts["error-summary"]])
        {
            var line = new TagBuilder("p");
            line.InnerHtml.Append(message);
            output.Content.AppendHtml(line);
        }
    }
}
