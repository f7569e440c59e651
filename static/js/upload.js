// The upload page: files that are dropped or chosen go to the API batch by batch, each with its progress; what
// became of them is added up below. The page's markup and texts stand in templates/projects/_upload.html.

import { fill, makeBatches } from "./batches.js";

const form = document.querySelector("[data-upload]");
const report = document.querySelector("[data-report]");
if (form && report) start(form, report);

function start(form, report) {
    const input = form.querySelector('input[type="file"]');
    const drop = form.querySelector("[data-drop]");
    const page = createPage(report);
    let queue = Promise.resolve();
    let underWay = 0;

    const take = (files) => {
        const batches = makeBatches(files);
        batches.forEach((files, index) => {
            const row = page.addBatch(files, index + 1, batches.length);
            const work = async () => {
                underWay += 1;
                await send(form.dataset.upload, files, row, page);
                underWay -= 1;
            };
            row.onAgain(() => (queue = queue.then(work)));
            queue = queue.then(work);
        });
    };

    form.querySelector("[data-plain]").hidden = true;
    input.addEventListener("change", () => {
        take([...input.files]);
        input.value = "";
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
        drop.addEventListener(kind, (event) => {
            event.preventDefault();
            drop.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
        });
    }
    drop.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
    window.addEventListener("beforeunload", (event) => {
        if (underWay) event.preventDefault();
    });
}

/** Sends one batch and shows what became of it; a batch that failed offers itself again. */
async function send(url, files, row, page) {
    row.sending(0);
    const { status, answer } = await post(url, files, row.sending);
    if (status === 200) {
        row.done();
        page.addReport(answer);
    } else {
        row.failed(answer?.error?.message);
    }
}

/** `fetch` tells nothing of what is on its way, so this is an XMLHttpRequest. Never rejects; status 0: not reached. */
function post(url, files, onProgress) {
    const body = new FormData();
    for (const file of files) body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]').content);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    return new Promise((resolve) => {
        request.addEventListener("loadend", () => resolve({ status: request.status, answer: request.response }));
        request.send(body);
    });
}

function createPage(report) {
    const texts = report.dataset;
    const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
    const copy = (name) => report.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
    const list = report.querySelector("[data-batches]");

    const add = (name, count) => {
        const place = part(report, name);
        place.textContent = String(Number(place.textContent) + count);
    };

    return {
        addBatch(files, number, total) {
            const size = (files.reduce((sum, file) => sum + file.size, 0) / 2 ** 20).toFixed(1);
            const count = files.length === 1 ? texts.textSizeOne : texts.textSize;
            const row = createRow(copy("batch"), texts, part);
            row.title([fill(texts.textBatch, { number, total }), fill(count, { files: files.length, size })].join(" · "));
            report.hidden = list.hidden = false;
            list.append(row.element);
            return row;
        },

        addReport({ created, duplicates, refused }) {
            add("created", created);
            add("duplicates", duplicates);
            add("refused", refused.length);
            const reasons = part(report, "reasons");
            for (const { name, reason } of refused) {
                const line = copy("reason");
                part(line, "name").textContent = name;
                part(line, "reason").textContent = reason;
                reasons.append(line);
            }
            reasons.hidden = !reasons.children.length;
        },
    };
}

function createRow(element, texts, part) {
    const bar = element.querySelector("progress");
    const again = part(element, "again");
    const say = (text) => (part(element, "state").textContent = text);
    say(texts.textWaiting);

    return {
        element,
        title: (text) => (part(element, "title").textContent = text),
        onAgain: (work) => again.addEventListener("click", work),
        sending(share) {
            again.hidden = true;
            bar.hidden = false;
            bar.value = share;
            say(share < 1 ? fill(texts.textSending, { percent: Math.floor(share * 100) }) : texts.textChecking);
        },
        done() {
            bar.value = 1;
            say(texts.textDone);
        },
        failed(message) {
            bar.hidden = true;
            again.hidden = false;
            say(message || texts.textFailed);
        },
    };
}
