// The reader's theme, set before the first paint, and the three buttons in the foot that choose it.
// A classic script on purpose: a module would run after the paint.
{
    const root = document.documentElement;
    const KEY = "honestbox-theme";

    const remembered = () => {
        try {
            return localStorage.getItem(KEY) || "";
        } catch {
            return ""; // storage may be switched off; the theme then follows the system
        }
    };

    const remember = (theme) => {
        try {
            localStorage.setItem(KEY, theme);
        } catch {
            // nothing to do: the choice holds for this page
        }
    };

    const wear = (theme) => {
        if (theme === "light" || theme === "dark") root.dataset.theme = theme;
        else delete root.dataset.theme;
        for (const button of document.querySelectorAll("[data-theme-choice] button")) {
            button.setAttribute("aria-pressed", String(button.value === theme));
        }
    };

    wear(remembered());
    document.addEventListener("DOMContentLoaded", () => {
        for (const choice of document.querySelectorAll("[data-theme-choice]")) choice.hidden = false;
        wear(remembered());
    });
    document.addEventListener("click", (event) => {
        const button = event.target.closest?.("[data-theme-choice] button");
        if (!button) return;
        remember(button.value);
        wear(button.value);
    });
}
