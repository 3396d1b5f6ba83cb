// A thumb that has chosen goes on to the field that waits for words; the keyboard comes with the tap.
document.addEventListener("click", ({ target, detail }) => {
  // Arrow keys click too, without a pointer's count; whoever uses them has not chosen yet.
  if (target.type !== "radio" || !detail) return;
  const next = document.getElementById(target.closest("[data-then]")?.dataset.then);
  if (next && !next.value) next.focus();
});
