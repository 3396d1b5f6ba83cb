// Ask before an act, in a dialog of our own, for htmx (hx-confirm) and for plain forms (data-confirm).
const ask = (question, then) => {
  const dialog = document.getElementById("confirm");
  dialog.querySelector(".dialog__question").textContent = question;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => then(dialog.returnValue === "yes"), { once: true });
  dialog.showModal();
  dialog.querySelector("[value=no]").focus();
};

document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  ask(ctx.confirm, (yes) => (yes ? issueRequest() : dropRequest()));
});

const agreed = new WeakSet();

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(form.dataset.confirm, (yes) => {
    if (!yes) return;
    agreed.add(form);
    form.requestSubmit(event.submitter ?? undefined);
  });
}, true);
