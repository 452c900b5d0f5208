// Ticks that belong together, and ticks that live on this page only. The latter carry no name,
// so nothing can send them, until she asks for them to be kept.

const boxes = (group) => [...group.querySelectorAll("input[type=checkbox]:not([id$='-keep'])")];

// "None" stands alone, and where one answer is meant a second tick moves the first.
function onlyOne(group, ticked) {
  const standsAlone = "exclusive" in ticked.dataset || "one" in group.dataset;
  for (const box of boxes(group)) {
    if (box !== ticked && (standsAlone || "exclusive" in box.dataset)) box.checked = false;
  }
}

function name(control, isKept) {
  if (isKept && control.dataset.name) control.name = control.dataset.name;
  if (!isKept && control.name) {
    control.dataset.name = control.name;
    control.removeAttribute("name");
  }
}

document.addEventListener("change", (event) => {
  const group = event.target.closest?.("[data-prompt]");
  if (!group || event.target.type !== "checkbox" || !event.target.checked) return;
  if (boxes(group).includes(event.target)) onlyOne(group, event.target);
});

for (const keep of document.querySelectorAll("[data-keep-ticks]")) {
  const group = keep.closest("[data-prompt]");
  const box = keep.querySelector("input");
  keep.hidden = false;
  box.addEventListener("change", () => {
    for (const control of group.querySelectorAll("input")) name(control, box.checked);
  });
}

// A tick about harm shows the panel at once; nothing is sent, and no one is told (A-06, rulings 5).
function panelFor(group) {
  const slot = document.createElement("div");
  slot.setAttribute("aria-live", "polite");
  group.append(slot);
  return () => {
    const isAsked = group.querySelector("input[data-panel]:checked");
    if (!isAsked) slot.replaceChildren();
    const template = document.querySelector('[data-help-template="harmed"]');
    if (!isAsked || slot.childElementCount || !template) return;
    const panel = template.content.firstElementChild.cloneNode(true);
    for (const button of panel.querySelectorAll("[data-help-close]")) {
      button.addEventListener("click", () => (panel.hidden = true));
    }
    slot.append(panel);
  };
}

for (const group of document.querySelectorAll("[data-prompt]")) {
  if (!group.querySelector("input[data-panel]")) continue;
  const look = panelFor(group);
  group.addEventListener("change", look);
  look();
}
