// Asks whether she is still signed in before a form with words goes (form[data-ask-first]). If not,
// the words stay on the page, and a notice leads to the sign-in in a tab of its own. Without this file
// the form goes at once, and the sign-in page says that it did not arrive.

const template = document.querySelector("template[data-signed-out]");
let asked = null; // the form that may go now

// Where to sign in, empty where she still is; a look that keeps no session alive (rulings 21).
async function signInAt() {
  const headers = { Accept: "application/json", "X-Tend-Quiet": "1" };
  const answer = await fetch(template.dataset.signedOut, { headers });
  return answer.status === 401 ? (await answer.json()).sign_in : "";
}

// A sign-in in another tab gave the browser a new token; the one on this page would be refused.
function renew(form) {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function tell(form, address) {
  form.querySelector("[data-signed-out-notice]")?.remove();
  if (!address) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.querySelector("a").href = address;
  form.append(notice);
  notice.scrollIntoView({ block: "nearest" });
}

async function ask(form, button) {
  const address = await signInAt().catch(() => "");
  tell(form, address);
  if (address) return;
  renew(form);
  asked = form;
  form.requestSubmit(button);
}

// Before the page's own scripts hear of it.
addEventListener(
  "submit",
  (event) => {
    if (!template || !event.target.matches("[data-ask-first]") || asked === event.target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.target, event.submitter);
  },
  { capture: true },
);

addEventListener("pageshow", () => { asked = null; });
