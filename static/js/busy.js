// A form is sent once: while it is on its way, pressing again does nothing.
const PATIENCE = 15_000;

const rest = (form) => {
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.setAttribute("aria-busy", "true");
  (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
  // A form that is answered with a file leaves the page as it is.
  setTimeout(rest, PATIENCE, form);
}, true);

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request?.form) rest(ctx.request.form);
});

// Back from the next page, as the browser kept this one, every form is ready again.
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(rest));
