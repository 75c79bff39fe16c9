
// Without this script, or where the clipboard is not to be had, a click selects the command.
for (const button of document.querySelectorAll(".command button")) {
  const command = button.parentElement.querySelector("code");
  button.hidden = false;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(command);
    try {
      await navigator.clipboard.writeText(command.textContent);
      button.textContent = "Copied";
    } catch (refused) {
      button.textContent = "Selected: copy it now";
    }
  });
}
