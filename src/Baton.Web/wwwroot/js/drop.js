// A file dropped anywhere on the page is chosen in the field that the page names, several or a folder in another one, and
// the form is sent.
const area = (event) => [...event.dataTransfer?.types ?? []].includes("Files") ? event.target.closest?.("[data-drop]") : null;

const entriesOf = async (folder) => {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    // It gives some at a time, and none once there are no more.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
};

/** Every file in it, with the folders before its name. */
const filesIn = async (entry) => {
  if (entry.isFile) return [{ path: entry.fullPath.slice(1), file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
  return (await Promise.all((await entriesOf(entry)).map(filesIn))).flat();
};

document.addEventListener("dragover", (event) => {
  const on = area(event);
  if (!on) return;
  event.preventDefault();
  on.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector(".dropping")?.classList.remove("dropping");
});

document.addEventListener("drop", async (event) => {
  const on = area(event);
  if (!on) return;
  event.preventDefault();
  on.classList.remove("dropping");
  // Both are gone once this handler has waited for anything.
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const { files } = event.dataTransfer;
  const isMany = files.length > 1 || dropped.some((entry) => entry.isDirectory);
  const field = document.getElementById(isMany ? on.dataset.dropMany : on.dataset.drop);
  if (!field) return;
  if (!isMany) {
    field.files = files;
  } else {
    const all = (await Promise.all(dropped.map(filesIn))).flat();
    // A field takes files without their folders; what is sent says them.
    field.form.addEventListener("formdata", ({ formData }) => {
      formData.delete(field.name);
      for (const { path, file } of all) formData.append(field.name, file, path);
    }, { once: true });
  }
  field.form.requestSubmit();
});
