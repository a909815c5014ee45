// 「刚刚」, 「10 分钟前」, 「今天 10:05」, 「昨天 16:20」, 「3 天前」 in the reader's language and zone; the exact moment is the
// title, and what the server wrote stays for what is longer ago.
import { onPage, text } from "./page.js";

const language = document.documentElement.lang;
const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());

const words = (then, now) => {
  const minutes = Math.floor((now - then) / 60000);
  if (minutes < 1) return text("justNow");
  if (minutes < 60) return ago.format(-minutes, "minute");
  const days = Math.round((midnight(now) - midnight(then)) / 86400000);
  if (days > 7) return null;
  const day = ago.format(-days, "day");
  return days < 2 ? `${day[0].toLocaleUpperCase(language)}${day.slice(1)} ${hour.format(then)}` : day;
};

const show = () => document.querySelectorAll("time[data-relative]").forEach((element) => {
  const said = words(new Date(element.dateTime), new Date());
  if (said) element.textContent = said;
});

onPage(show);
setInterval(show, 30000);
