// Passkeys stand in the browser's own list at the address field (rulings 21): who has one picks it
// there before typing anything, who has none is asked for nothing. The button asks for one at once.
const form = document.querySelector("form[data-passkey]");
const waiting = new AbortController();

async function offer() {
  if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok || waiting.signal.aborted) return;
  const { request_options: options } = await answer.json();
  const asked = { ...options, mediation: "conditional", signal: waiting.signal };
  const credential = await window.webauthnJSON.get(asked);
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  // A browser answers one question at a time: that of the button takes over.
  form.querySelector("button").addEventListener("click", () => waiting.abort());
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    form.querySelector("[role=status]").textContent = form.dataset.none;
  });
  offer().catch(() => {}); // nothing was picked
}
