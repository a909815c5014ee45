using System.Globalization;

namespace Baton.Web.Import;

/// <summary>
/// Events and tasks of an iCalendar (RFC 5545) as two tables: what comes once, with its day in the column «DUE», and what
/// comes again, with its rule. Alarms, free times and journals are left out.
/// </summary>
internal static class CalendarFile
{
    public const string Due = "DUE";
    public const string Rule = "RRULE";

    private static readonly string[] Columns =
        ["SUMMARY", Due, "DTSTART", "DTEND", Rule, "LOCATION", "DESCRIPTION", "STATUS", "PRIORITY", "CATEGORIES", "ORGANIZER", "ATTENDEE", "URL", "COMMENT", "UID"];

    private static readonly string[] Moments = ["DTSTART", "DTEND", Due];

    public static Outcome<ImportSource> Read(byte[] file, TableLimits limits, TimeZoneInfo zone)
    {
        var components = new List<Dictionary<string, string>>();
        var open = new Stack<string>();
        foreach (var line in ContentLines.Read(file))
        {
            if (line.Name == "BEGIN")
            {
                open.Push(line.Value.Trim().ToUpperInvariant());
                if (open.Peek() is "VEVENT" or "VTODO")
                {
                    components.Add([]);
                }
            }
            else if (line.Name == "END")
            {
                open.TryPop(out _);
            }
            else if (open.TryPeek(out var component) && component is "VEVENT" or "VTODO")
            {
                Add(components[^1], line, zone);
            }

            if (components.Count > limits.Rows || open.Count > limits.Columns)
            {
                return ImportRefusals.TooManyRows.With(limits.Rows);
            }
        }

        foreach (var component in components)
        {
            if (!component.ContainsKey(Due) && (component.GetValueOrDefault("DTSTART") ?? component.GetValueOrDefault("DTEND")) is { } day)
            {
                component[Due] = day;
            }

            // One of a series that was moved or changed is a thing of its own.
            if (component.GetValueOrDefault("RECURRENCE-ID") is { } which && component.GetValueOrDefault("UID") is { } id)
            {
                component["UID"] = $"{id} {which}";
            }
        }

        IEnumerable<IReadOnlyList<string>> Table(bool recurs)
        {
            var own = components.Where(c => c.ContainsKey(Rule) == recurs && c.Count > 0).ToList();
            var used = Columns.Where(column => own.Exists(c => c.ContainsKey(column))).ToList();
            return own.Count == 0 || used.Count == 0 ? [] : own.Select(c => (IReadOnlyList<string>)[.. used.Select(column => c.GetValueOrDefault(column, ""))]).Prepend(used);
        }

        return ImportSource.Of(ImportKind.Calendar, limits, (SheetPurpose.Dates, "", Table(recurs: false)), (SheetPurpose.Recurring, "", Table(recurs: true)));
    }

    private static void Add(Dictionary<string, string> component, ContentLine line, TimeZoneInfo zone)
    {
        var value = Moments.Contains(line.Name) || line.Name == "RECURRENCE-ID" ? Moment(line, zone)
            : line.Name is "ORGANIZER" or "ATTENDEE" ? Person(line)
            : line.Name == "ATTACH" || line.Has("ENCODING", "BASE64") ? ""
            : line.Text.Trim();
        if (value.Length > 0 && (Columns.Contains(line.Name) || line.Name == "RECURRENCE-ID"))
        {
            component[line.Name] = component.TryGetValue(line.Name, out var before) && line.Name is not ("UID" or Rule) ? $"{before}\n{value}" : value;
        }
    }

    private static string Person(ContentLine line)
    {
        var address = line.Text.Trim();
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address["mailto:".Length..] : address;
        return line.Parameter("CN") is { Length: > 0 } name && name != address ? $"{name} <{address}>" : address;
    }

    /// <summary>2026-12-15, or 2026-12-15 14:00 in the handover's zone; as it stands where it is no moment.</summary>
    private static string Moment(ContentLine line, TimeZoneInfo zone)
    {
        var raw = line.Value.Trim();
        if (DateOnly.TryParseExact(raw, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        if (!DateTime.TryParseExact(raw.TrimEnd('Z', 'z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
        {
            return raw;
        }

        var from = raw[^1] is 'Z' or 'z' ? TimeZoneInfo.Utc
            : line.Parameter("TZID") is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var named) ? named : zone;
        try
        {
            moment = TimeZoneInfo.ConvertTime(moment, from, zone);
        }
        catch (ArgumentException)
        {
            // An hour that the change to summer time leaves out.
        }

        return moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
