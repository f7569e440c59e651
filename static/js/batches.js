// How files are divided for the way to the server. Knows no page.

export const MOST_FILES = 20;
export const MOST_BYTES = 20 * 2 ** 20;

/**
 * Batches in the order of the files; a file larger than a batch goes alone.
 *
 * @template {{size: number}} F
 * @param {Iterable<F>} files
 * @returns {F[][]}
 */
export function makeBatches(files, { mostFiles = MOST_FILES, mostBytes = MOST_BYTES } = {}) {
    const batches = [];
    let batch = [];
    let bytes = 0;
    for (const file of files) {
        if (batch.length && (batch.length === mostFiles || bytes + file.size > mostBytes)) {
            batches.push(batch);
            batch = [];
            bytes = 0;
        }
        batch.push(file);
        bytes += file.size;
    }
    if (batch.length) batches.push(batch);
    return batches;
}

/** @param {string} text @param {Record<string, string | number>} values */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
