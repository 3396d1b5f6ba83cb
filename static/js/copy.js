// A button with data-copy="id" takes the words of that element along, and says so.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copy);
  try {
    // What can be changed is taken as it was typed; elsewhere line breaks are only the page's.
    await navigator.clipboard.writeText(words.value ?? words.textContent.replace(/\s*\n\s*/g, "\n").trim());
    button.textContent = button.dataset.copied;
  } catch {
    // Without leave to use the clipboard, the words are marked for the person to copy.
    if (words.select) words.select();
    else getSelection().selectAllChildren(words);
  }
});
