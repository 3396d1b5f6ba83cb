// A form with data-autosubmit is sent when one of its fields changes; its button is for those without scripts.
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (form?.hasAttribute("data-autosubmit")) form.requestSubmit();
});
