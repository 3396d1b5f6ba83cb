// Say that a form holds what was typed there before, and offer to clear it.
document.addEventListener("restored", ({ target: form }) => {
  const words = document.getElementById("message-kept");
  if (words && !form.querySelector(".kept")) form.prepend(words.content.cloneNode(true));
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-forget]")?.form;
  if (!form) return;
  localStorage.removeItem(form.dataset.keptAs);
  form.querySelector(".kept").remove();
  const { ownKey } = form.dataset;
  if (ownKey) form.elements.namedItem("once").value = ownKey;
  for (const name of ["keptAs", "ownKey", "waiting"]) delete form.dataset[name];
  form.reset();
});
