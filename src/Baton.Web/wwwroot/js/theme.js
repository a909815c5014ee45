// Before the first paint: the theme, and the sign that scripts run.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const wanted = localStorage.getItem("baton-theme") ?? "auto";
    root.dataset.bsTheme = wanted === "dark" || (wanted === "auto" && dark.matches) ? "dark" : "light";
  };
  root.classList.add("js");
  dark.addEventListener("change", show);
  addEventListener("click", (event) => {
    const wanted = event.target.closest?.("[data-theme-set]")?.dataset.themeSet;
    if (wanted) {
      localStorage.setItem("baton-theme", wanted);
      show();
    }
  });
  show();
})();
