// What scrolls on its own (the items of the walkthrough, the sections of a handover on a phone) shows the current one.
import { onPage } from "./page.js";

const show = (box) => {
  const current = box.querySelector("[aria-current]");
  if (!current) return;
  const [outer, inner] = [box.getBoundingClientRect(), current.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  if (inner.left < outer.left || inner.right > outer.right) box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
};

onPage(() => document.querySelectorAll("[data-shows-current]").forEach(show));
