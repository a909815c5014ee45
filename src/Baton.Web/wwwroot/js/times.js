// 「10 分钟前」 in the reader's language; the exact time is the title, and the text without script.
import { onPage } from "./page.js";

const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const show = () => document.querySelectorAll("time[data-relative]").forEach((element) => {
  const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
  const past = Math.abs(seconds);
  if (past > 7 * 86400) return;
  element.textContent = past < 60 ? format.format(Math.round(seconds), "second")
    : past < 3600 ? format.format(Math.round(seconds / 60), "minute")
      : past < 86400 ? format.format(Math.round(seconds / 3600), "hour")
        : format.format(Math.round(seconds / 86400), "day");
});

onPage(show);
setInterval(show, 30000);
