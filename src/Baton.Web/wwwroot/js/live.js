// Two people on two screens: the page asks whether there is something newer, and takes it in without reloading.
import { morphMain, showLost, text } from "./page.js";

const often = 2000;
const seldom = 10000;
let pause = often;

/** Asks now; a page that is not live is loaded again, unless somebody is typing in it. */
export const refresh = async () => {
  if (document.querySelector("main[data-live]")) await ask();
  else if (!document.querySelector("[data-dirty=true]")) location.reload();
};

const ask = async () => {
  const main = document.querySelector("main[data-live]");
  if (main && !document.querySelector("form[data-sent=true]")) {
    const { live, version } = main.dataset;
    try {
      const answer = await fetch(`${live}${live.includes("?") ? "&" : "?"}v=${version}`, { headers: { "X-Baton-Fetch": "1" } });
      pause = document.hidden ? seldom : often;
      if (answer.status === 401) showLost(text("signedOut"));
      else if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("main");
        // The person may have gone on meanwhile.
        if (fresh?.dataset.live === live && document.querySelector("main[data-live]")?.dataset.live === live && !document.querySelector("form[data-sent=true]")) {
          fresh.querySelectorAll("[autofocus]").forEach((e) => e.removeAttribute("autofocus"));
          morphMain(fresh);
        }
        showLost(null);
      } else if (answer.status === 204) showLost(null);
    } catch {
      pause = Math.min(pause * 2, 30000);
      showLost(text("offline"));
    }
  }
};

const look = async () => {
  await ask();
  setTimeout(look, document.hidden ? seldom : pause);
};

setTimeout(look, often);
