
// Without this script, or where the clipboard is not to be had, a click selects the command.
const button = document.getElementById("copy");
const command = document.getElementById("reproduction");
if (button) {
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
