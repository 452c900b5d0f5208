// Asks whose clock to go by where the device is on another one than the page.
// Old and new names of one zone show the same clock in winter and in summer: then nothing is asked.

const box = document.querySelector("[data-zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const HALF_A_YEAR = 182 * 24 * 3600 * 1000;

function clock(zone, at) {
  return new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
}

function differs(zone) {
  try {
    return [0, HALF_A_YEAR].some((later) => {
      const at = new Date(Date.now() + later);
      return clock(zone, at) !== clock(here, at);
    });
  } catch {
    return false; // a zone that this browser does not know
  }
}

if (box && here && differs(box.dataset.zone)) {
  box.querySelector("[data-place]").textContent = here.split("/").pop().replaceAll("_", " ");
  box.querySelector("[name=device_zone]").value = here;
  box.hidden = false;
}
