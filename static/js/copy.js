// A button with data-copy="id" takes the words of that element along, and says so.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copy);
  // What can be changed is taken as it was typed; elsewhere, but in a <pre>, breaks are only the page's.
  const told = words.matches("pre") ? words.textContent : words.textContent.replace(/\s*\n\s*/g, "\n");
  try {
    await navigator.clipboard.writeText(words.value ?? told.trim());
    button.textContent = button.dataset.copied;
  } catch {
    // Without leave to use the clipboard, the words are marked for the person to copy.
    if (words.select) words.select();
    else getSelection().selectAllChildren(words);
  }
});
