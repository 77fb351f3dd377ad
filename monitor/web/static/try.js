// Tries the query while it is typed. Without this the button does the same.
"use strict";
const form = document.getElementById("try");
let waiting = 0;
let asked = null;

async function tryNow() {
  asked?.abort();
  asked = new AbortController();
  const address = "/rules/try?" + new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const result = page.getElementById("result");
    if (!result) return;
    document.getElementById("result").replaceWith(document.adoptNode(result));
    history.replaceState(null, "", address);
  } catch (error) {
    // Typed on meanwhile, or the server is away: what stands there is left.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  if (form.checkValidity()) waiting = setTimeout(tryNow, 500);
});
