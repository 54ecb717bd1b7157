"use strict";
document.documentElement.classList.add("js");

/* Before and after: the line follows the pointer; the slider that lies in it answers to keys and screen readers. */
for (const stage of document.querySelectorAll(".stage")) {
  const slider = stage.querySelector("input");
  const show = () => {
    stage.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${Math.round(slider.value)} % before`);
  };
  const follow = (event) => {
    const box = stage.getBoundingClientRect();
    slider.value = (100 * (event.clientX - box.left)) / box.width;
    show();
  };
  slider.addEventListener("input", show);
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    slider.focus({ preventScroll: true, focusVisible: false });
    follow(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) follow(event);
  });
  show();
}

/* Copying a recipe; where a browser does not allow that, its text is selected. */
for (const button of document.querySelectorAll("button.copy")) {
  const recipe = document.getElementById(button.dataset.of);
  const label = button.textContent;
  const say = (text) => {
    button.textContent = text;
    setTimeout(() => (button.textContent = label), 2000);
  };
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(recipe.textContent);
      say("Copied");
    } catch {
      getSelection().selectAllChildren(recipe);
      say("Selected: press Ctrl+C");
    }
  });
}

/* On paper nothing is folded. */
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
