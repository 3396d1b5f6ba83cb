// After a form came back with errors, go to the first; after a whole page did, do the same.
const first = (where) => where.querySelector('[aria-invalid="true"], .field--wrong input');

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.response?.status === 422) first(document)?.focus();
});

first(document)?.focus();
