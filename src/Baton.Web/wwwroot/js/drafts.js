// Drafts save as one types, and come back with the form.
import { isDirty, markDirty, onPage, showLost, text } from "./page.js";

const waiting = new Map();
const asked = new WeakMap();
const isKept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);

// Which version the text was typed against: it comes back with the text, so that the server can say what changed meanwhile.
const isSeen = (field) => field.type === "hidden" && /\.Seen(At)?$/.test(field.name);

const wasChanged = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.value !== (field.querySelector("option[selected]")?.value ?? field.options[0]?.value);
  return field.value !== field.defaultValue;
};

/** What the person changed, by name: a field that they left alone takes nothing back that others did since. */
const valuesOf = (form) => {
  const values = {};
  const all = [...form.elements];
  const changed = new Set(all.filter((field) => isKept(field) && wasChanged(field)).map((field) => field.name));
  for (const field of all.filter((f) => isSeen(f) || (isKept(f) && changed.has(f.name)))) {
    if (field.type === "checkbox" || field.type === "radio") (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else (values[field.name] ??= []).push(field.value);
  }
  return JSON.stringify(values);
};

const status = (form, words) => {
  const place = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  if (place) place.textContent = words;
};

const save = async (form, keepalive = false) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  status(form, text("saving"));
  const body = new URLSearchParams({
    key: form.dataset.draft,
    fields: valuesOf(form),
    __RequestVerificationToken: form.querySelector("[name=__RequestVerificationToken]").value,
  });
  try {
    const answer = await fetch("/drafts", { method: "POST", body, keepalive, headers: { "X-Baton-Fetch": "1" } });
    if (answer.status === 401) showLost(text("signedOut"));
    else if (answer.ok) {
      showLost(null);
      const now = new Date();
      status(form, text("savedAt").replace("{0}", now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })));
    }
  } catch {
    showLost(text("offline"));
    waiting.set(form, setTimeout(() => save(form), 5000));
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draft || !isKept(event.target)) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), 800));
});

document.addEventListener("submit", (event) => {
  clearTimeout(waiting.get(event.target));
  waiting.delete(event.target);
});

const saveAll = () => [...waiting.keys()].forEach((form) => form.isConnected && save(form, true));
addEventListener("pagehide", saveAll);
document.addEventListener("htmx:beforeSwap", saveAll);

const restore = async (form, key) => {
  const answer = await fetch(`/drafts?key=${encodeURIComponent(key)}`, { headers: { "X-Baton-Fetch": "1" } });
  if (answer.status !== 200) return;
  const values = await answer.json();
  // The person may have gone on meanwhile.
  if (form.dataset.draft !== key) return;
  const used = {};
  for (const field of [...form.elements].filter((f) => isKept(f) || isSeen(f))) {
    const typed = values[field.name];
    if (!typed || isDirty(field)) continue;
    if (isSeen(field)) field.value = typed[0];
    else if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked === typed.includes(field.value)) continue;
      field.checked = !field.checked;
      markDirty(field);
    } else {
      const value = typed[used[field.name] ?? 0];
      used[field.name] = (used[field.name] ?? 0) + 1;
      if (value === undefined || value === field.value) continue;
      field.value = value;
      markDirty(field);
    }
  }
  if (form.querySelector("[data-dirty=true]")) status(form, text("draftBack"));
  const details = form.closest("details");
  if (details && form.querySelector("[data-dirty=true]")) details.open = true;
};

onPage(() => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    // A page that shows refusals already shows what was typed.
    const key = form.dataset.draft;
    if (asked.get(form) === key || form.querySelector(".errors")) continue;
    asked.set(form, key);
    restore(form, key).catch(() => {});
  }
});
