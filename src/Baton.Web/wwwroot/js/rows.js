// Tables one works in: arrows from row to row, shift for a range, and acts that wait for a selection.
import { onPage } from "./page.js";

let last = null;
const boxes = (scope) => [...scope.querySelectorAll("[data-row] input[type=checkbox]")];

const count = () => {
  const chosen = document.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
  document.querySelectorAll("[data-selected-count]").forEach((e) => { e.textContent = chosen; });
  document.querySelectorAll("[data-needs-selection]").forEach((e) => { e.hidden = chosen === 0; });
  document.documentElement.dataset.counted = "true";
};

document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.matches?.("[data-select-all]")) {
    boxes(box.closest("[data-rows]")).forEach((b) => { b.checked = box.checked; });
    count();
    return;
  }
  if (!box.matches?.("[data-row] input[type=checkbox]")) return;
  const all = boxes(box.closest("[data-rows]"));
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((b) => { b.checked = box.checked; });
  }
  last = box;
  count();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target.closest?.("[data-row]");
  if (!row || !event.target.matches("a, input[type=checkbox]")) return;
  const rows = [...row.closest("[data-rows]").querySelectorAll("[data-row]")];
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  const target = next?.querySelector(event.target.matches("a") ? "a[data-row-open]" : "input[type=checkbox]");
  if (target) {
    event.preventDefault();
    target.focus();
  }
});

// Several pasted lines are a table, not one title.
document.addEventListener("paste", (event) => {
  const target = event.target.closest?.("[data-paste-target]");
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (!target || !/[\t\n]/.test(words.trimEnd())) return;
  event.preventDefault();
  const form = document.getElementById(target.dataset.pasteTarget);
  form.elements["Input.Rows"].value = words;
  form.requestSubmit();
});

onPage(count);
