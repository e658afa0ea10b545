"use strict";

const buttons = [...document.querySelectorAll("button[data-path]")];
const own = document.querySelector("#token");
const shown = { request: document.querySelector("#request"), answer: document.querySelector("#answer") };

// Without the embedded issuer the page has no tokens.
document.querySelector("#own-token").hidden = !buttons.some((button) => button.dataset.field.includes("$TOKEN"));

for (const button of buttons) {
  button.addEventListener("click", async () => {
    buttons.forEach((other) => {
      other.disabled = true;
      other.setAttribute("aria-pressed", String(other === button));
    });
    try {
      await send(button.dataset);
    } finally {
      buttons.forEach((other) => (other.disabled = false));
    }
  });
}

async function send({ method, path, field, body }) {
  const line = field.replace("$TOKEN", own.value.trim());
  const url = new URL("." + path, document.baseURI);
  const [name, value] = line ? [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] : [];
  const headers = new Headers();
  if (body) headers.set("Content-Type", "application/json");
  shown.request.textContent = [`${method} ${url.pathname}`, line, body && "Content-Type: application/json", body && "\n" + body]
    .filter(Boolean)
    .join("\n");
  shown.answer.textContent = "";
  delete shown.answer.dataset.status;
  // Scripts cannot send `Cookie`: the browser sends those of its jar, and only if it may.
  const isCookie = name === "Cookie";
  try {
    if (name && !isCookie) headers.set(name, value);
    if (isCookie) document.cookie = `${value}; Path=${url.pathname}; SameSite=Strict`;
    // With credentials, a browser shows its own dialog for a Basic challenge.
    const credentials = isCookie ? "same-origin" : "omit";
    const answer = await fetch(url, { method, headers, body: body || undefined, credentials, cache: "no-store" });
    const fields = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    shown.answer.textContent = [`${answer.status} ${answer.statusText}`, ...fields, "", await answer.text()].join("\n");
    shown.answer.dataset.status = String(answer.status);
  } catch (error) {
    shown.answer.textContent = `no answer: ${error.message}`;
    shown.answer.dataset.status = "0";
  } finally {
    if (isCookie) document.cookie = `session=; Path=${url.pathname}; Max-Age=0`;
  }
}
