// A file dropped anywhere on the page is chosen in the field that the page names, and its form is sent.
const area = (event) => [...event.dataTransfer?.types ?? []].includes("Files") ? event.target.closest?.("[data-drop]") : null;

document.addEventListener("dragover", (event) => {
  const on = area(event);
  if (!on) return;
  event.preventDefault();
  on.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector(".dropping")?.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  const on = area(event);
  if (!on) return;
  event.preventDefault();
  on.classList.remove("dropping");
  const field = document.getElementById(on.dataset.drop);
  if (!field) return;
  field.files = event.dataTransfer.files;
  field.form.requestSubmit();
});
