// Rows of a Django formset that can be added and removed: <table data-rows> with <tr data-row> in its body, a
// <template data-row-template> after it, and <button data-row-add>. Without script a few empty rows stand there.

const PREFIX = /__prefix__/g;

const table = document.querySelector("[data-rows]");
const template = document.querySelector("[data-row-template]");
const add = document.querySelector("[data-row-add]");

if (table && template && add) {
    const body = table.tBodies[0];
    const total = document.querySelector('input[name$="-TOTAL_FORMS"]');
    const palette = table.dataset.palette.split(" ");

    const show = (root) => root.querySelectorAll("[data-row-remove]").forEach((button) => (button.hidden = false));

    add.hidden = false;
    show(body);

    add.addEventListener("click", () => {
        const number = Number(total.value);
        body.insertAdjacentHTML("beforeend", template.innerHTML.replace(PREFIX, String(number)));
        total.value = String(number + 1);
        const row = body.lastElementChild;
        row.querySelector('[type="color"]').value = palette[number % palette.length];
        show(row);
        row.querySelector("input").focus();
    });

    // The numbers of removed rows stay unused; the server reads such a row as empty.
    body.addEventListener("click", (event) => {
        const button = event.target.closest("[data-row-remove]");
        if (!button) return;
        button.closest("[data-row]").remove();
        add.focus();
    });
}
