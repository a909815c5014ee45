// Files go in parts (tus): many at once, with progress; a broken connection or a restart loses nothing that has arrived.
import { refresh } from "./live.js";
import { text } from "./page.js";

const atOnce = 3;
const partSize = 16 * 1024 * 1024;
const waiting = [];
let running = 0;
let library = null;

const load = () => library ??= new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = "/lib/tus/tus.min.js";
  script.onload = () => resolve(window.tus);
  script.onerror = () => { library = null; reject(new Error(text("uploadFailed"))); };
  document.head.append(script);
});

// The list of what is on its way stays while the person goes from page to page.
const tray = () => {
  let box = document.getElementById("uploads");
  if (!box) {
    box = document.createElement("section");
    box.id = "uploads";
    box.setAttribute("aria-label", text("uploadTitle"));
    document.body.append(box);
  }
  return box;
};

const row = (file, cancel) => {
  const line = document.createElement("div");
  line.className = "upload";
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = file.name;
  const progress = document.createElement("progress");
  progress.max = 100;
  progress.value = 0;
  progress.setAttribute("aria-label", file.name);
  const state = document.createElement("span");
  state.className = "small";
  state.setAttribute("role", "status");
  const offer = (words, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet sm";
    button.textContent = words;
    button.addEventListener("click", act);
    line.append(button);
  };
  line.append(name, progress, state);
  offer(text("uploadCancel"), cancel);
  tray().append(line);
  const end = (kind, words) => {
    line.classList.add(kind);
    progress.hidden = true;
    line.querySelectorAll("button").forEach((button) => button.remove());
    state.textContent = words;
  };
  return {
    say: (words) => { state.textContent = words; },
    show: (percent) => { progress.value = percent; state.textContent = `${Math.floor(percent)}%`; },
    done: () => {
      end("done", text("uploadDone"));
      setTimeout(() => remove(line), 4000);
    },
    /** Says why, until somebody has read it. */
    failed: (words, again) => {
      end("failed", words);
      if (again) offer(text("uploadRetry"), again);
      offer(text("uploadDismiss"), () => remove(line));
    },
    remove: () => remove(line),
  };
};

const remove = (line) => {
  line.remove();
  const box = document.getElementById("uploads");
  if (box && !box.childElementCount) box.remove();
};

/** What the server said, in the reader's language; else ours. */
const reason = (error) => {
  try {
    return JSON.parse(error.originalResponse.getBody()).title;
  } catch {
    return text("uploadFailed");
  }
};

const token = () => document.querySelector("input[name=__RequestVerificationToken]")?.value ?? "";

const begin = async ({ file, target, line, task }) => {
  const tus = await load();
  if (task.isCancelled) return;
  await new Promise((resolve) => {
    const upload = new tus.Upload(file, {
      endpoint: target.endpoint,
      chunkSize: partSize,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000],
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, subject: target.subject, id: target.id, ...(target.replaces ? { replaces: target.replaces } : {}) },
      fingerprint: async () => ["baton", target.endpoint, target.id, target.replaces ?? "", file.name, file.size, file.lastModified].join("-"),
      onBeforeRequest: (request) => {
        request.setHeader("X-Baton-Fetch", "1");
        request.setHeader("RequestVerificationToken", token());
      },
      // Who was refused is not asked again; who got no answer, or came while the request before was still held, is.
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 0) line.say(text("uploadPaused"));
        return status === 0 || status === 423 || status === 409 || status === 502 || status === 504;
      },
      onProgress: (sent, all) => line.show(all ? (sent / all) * 100 : 100),
      onError: (error) => {
        // What was refused would be refused again.
        const status = error.originalResponse?.getStatus() ?? 0;
        const isRefused = status >= 400 && status < 500;
        line.failed(reason(error), isRefused ? null : () => { line.remove(); add([file], target); });
        resolve();
      },
      onSuccess: () => {
        line.done();
        resolve();
      },
    });
    task.abort = async () => {
      await upload.abort(true).catch(() => {});
      resolve();
    };
    upload.findPreviousUploads().then(([before]) => {
      if (before) upload.resumeFromPreviousUpload(before);
      upload.start();
    });
  });
};

const next = async () => {
  while (running < atOnce && waiting.length > 0) {
    const job = waiting.shift();
    running += 1;
    begin(job).catch(() => job.line.failed(text("uploadFailed"), () => { job.line.remove(); add([job.file], job.target); })).finally(async () => {
      running -= 1;
      next();
      if (running === 0 && waiting.length === 0) await refresh();
    });
  }
};

const add = (files, target) => {
  for (const file of files) {
    const task = { isCancelled: false, abort: null };
    const line = row(file, () => {
      task.isCancelled = true;
      task.abort?.();
      return line.remove();
    });
    waiting.push({ file, target, line, task });
  }
  next();
};

/** Where a file goes that is dropped or pasted here. */
const targetOf = (block) => ({
  endpoint: block.dataset.files, subject: block.dataset.filesSubject, id: block.dataset.filesId, replaces: block.dataset.filesReplaces,
});

const blockNear = (element) => element?.closest?.("[data-files]")
  ?? element?.closest?.("form, section, .qa, td, article")?.querySelector("[data-files]")
  ?? document.querySelector("#main [data-files]");

document.addEventListener("change", (event) => {
  const input = event.target;
  const block = input.matches?.("[data-files-input]") && input.closest("[data-files]");
  if (!block || !input.files.length) return;
  add([...input.files], targetOf(block));
  input.value = "";
  delete input.dataset.dirty;
});

// The whole page takes files where it has one place for them; else the block that they are dropped on.
const dropBlock = (event) => {
  if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return null;
  return blockNear(event.target);
};
const mark = (block) => {
  document.querySelectorAll(".files.drop").forEach((other) => other !== block && other.classList.remove("drop"));
  block?.classList.add("drop");
};
document.addEventListener("dragover", (event) => {
  const block = dropBlock(event);
  if (!block) return;
  event.preventDefault();
  mark(block);
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
document.addEventListener("drop", (event) => {
  const block = dropBlock(event);
  mark(null);
  if (!block) return;
  event.preventDefault();
  add([...event.dataTransfer.files], targetOf(block));
});

// A screenshot has no name of its own: with its time, the next one is no new version of it.
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  // What is copied from a sheet or a document comes as text, too, and with a picture of itself.
  if (!files.length || event.clipboardData.types.includes("text/plain")) return;
  const block = blockNear(event.target);
  if (!block) return;
  event.preventDefault();
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const moment = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  add(files.map((file) => (file.name === "image.png" ? new File([file], `${text("uploadScreenshot")} ${moment}.png`, { type: file.type }) : file)), targetOf(block));
});

addEventListener("beforeunload", (event) => { if (running > 0) event.preventDefault(); });
