// Drop what keep.js kept, once the server has it; and everything when signing out.
const SENT = "kept-sent";

const forget = (address) => {
  sessionStorage.removeItem(`kept:${address}`);
  sessionStorage.removeItem(SENT);
};

document.addEventListener("submit", ({ target: form }) => {
  if (form.hasAttribute("data-forget-all")) sessionStorage.clear();
  else if (form.dataset.keep) sessionStorage.setItem(SENT, form.dataset.keep);
});

document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  const address = ctx.request.form?.dataset.keep;
  if (address && ctx.response.status < 400) forget(address);
});

// Without htmx the next page tells: it came from the form (not by Back or a new address), is no
// page about a failure, and does not show the form with errors.
const sent = sessionStorage.getItem(SENT);
const came = performance.getEntriesByType("navigation")[0]?.type;
const failed = document.querySelector("[data-failed], form[data-keep] .field--wrong");
if (sent && came === "navigate" && document.referrer && !failed) forget(sent);
