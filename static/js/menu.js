// A menu is a <details data-menu>: it closes on Escape, and when attention goes elsewhere.
// A <button data-dialog="id"> opens that <dialog>; a <button data-close> in it closes it.

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
        menu.open = false;
        menu.querySelector("summary").focus();
    }
});

for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
        for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
}

// Whoever logs out leaves no page behind that would open without a network (static/canvas/page/kept.js).
document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith("/account/logout/") || !window.caches) return;
    caches.keys().then((names) => names.filter((name) => name.startsWith("honestbox-")).map((name) => caches.delete(name)));
});

document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    event.target.closest("dialog [data-close]")?.closest("dialog").close();
});
