// The only thing this app keeps in localStorage is the chosen look: nothing at all, "light" or "dark".
(() => {
  const KEY = "tend-theme";
  const LOOKS = ["light", "dark"];

  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  const show = (look) => {
    if (LOOKS.includes(look)) document.documentElement.dataset.theme = look;
    else delete document.documentElement.dataset.theme;
  };

  const keep = (look) => {
    try {
      if (LOOKS.includes(look)) localStorage.setItem(KEY, look);
      else localStorage.removeItem(KEY);
    } catch {
      // A device that keeps nothing still shows the look until the page goes.
    }
    show(look);
  };

  show(read());

  document.addEventListener("DOMContentLoaded", () => {
    for (const choice of document.querySelectorAll("[data-theme-choice]")) {
      const look = read() ?? "";
      for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === look;
      choice.addEventListener("change", (event) => keep(event.target.value));
      choice.hidden = false;
    }
  });
})();
