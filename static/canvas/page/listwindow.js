/**
 * A long list of which the page holds only the part in sight, and some rows about it. What is left out is kept as
 * empty room, so that the scroll bar tells the truth.
 *
 * @typedef {ReturnType<typeof createListWindow>} ListWindow
 */

/** A list up to this long is in the page as a whole. */
export const WHOLE_UP_TO = 200;
/** Rows kept ready above and below what is in sight. */
const AHEAD = 20;
/** Until a row was measured. */
const ROW_HEIGHT = 38;

/**
 * @param {HTMLElement} host its children are the rows
 * @param {() => void} onScroll other rows came into sight
 */
export function createListWindow(host, onScroll) {
  let rowHeight = ROW_HEIGHT;
  let measured = false;
  let [first, last, count] = [0, 0, 0];

  /** Where the list lies within what is seen of it; where it scrolls by itself, that is its frame. */
  function sight() {
    const frame = scrollerOf(host)?.getBoundingClientRect();
    const top = Math.max(0, frame?.top ?? 0);
    const bottom = Math.min(window.innerHeight, frame?.bottom ?? window.innerHeight);
    return { offset: top - host.getBoundingClientRect().top, height: Math.max(0, bottom - top) };
  }

  /** Once: rows differ a little, and a list whose every row changes its place cannot be scrolled. */
  function measure() {
    if (measured) return;
    const [top, bottom] = [host.firstElementChild, host.lastElementChild];
    if (!top || !bottom || host.childElementCount < last - first) return;
    const height = bottom.getBoundingClientRect().bottom - top.getBoundingClientRect().top;
    measured = height > 0;
    if (measured) rowHeight = height / host.childElementCount;
  }

  function aim() {
    const { offset, height } = sight();
    const from = Math.max(0, Math.min(Math.floor(offset / rowHeight), count - 1));
    first = Math.max(0, from - AHEAD);
    last = Math.min(count, from + Math.ceil(height / rowHeight) + AHEAD);
  }

  function scrolled() {
    if (count <= WHOLE_UP_TO) return;
    const before = [first, last];
    measure();
    aim();
    if (first !== before[0] || last !== before[1]) onScroll();
  }

  let asked = false;
  function ask() {
    if (asked || count <= WHOLE_UP_TO) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      scrolled();
    });
  }
  // Either the list scrolls or the page does; scrolling does not bubble, but it can be caught on its way down.
  host.style.overflowAnchor = "none"; // else the browser scrolls along with rows that come and go
  document.addEventListener("scroll", ask, { capture: true, passive: true });
  window.addEventListener("resize", ask);

  return {
    /**
     * The rows to have in the page: from the first up to, not with, the last.
     *
     * @param {number} length of the whole list
     */
    range(length) {
      const grown = length !== count;
      count = length;
      if (count <= WHOLE_UP_TO) [first, last] = [0, count];
      else if (grown || last > count) aim();
      return { first, last, whole: count <= WHOLE_UP_TO };
    },
    /** Room for the rows that are left out. */
    pad() {
      host.style.paddingTop = first ? `${first * rowHeight}px` : "";
      host.style.paddingBottom = last < count ? `${(count - last) * rowHeight}px` : "";
    },
    /** Scrolls the list, never the page, until a row is in sight. @param {number} index */
    reveal(index) {
      const scroller = scrollerOf(host);
      if (!scroller || index < 0) return;
      measure();
      if (index < first || index >= last) {
        // Where it will be is known only roughly; once it is in the page, it is put right.
        scroller.scrollTop += host.getBoundingClientRect().top - scroller.getBoundingClientRect().top + index * rowHeight;
        aim();
        onScroll();
      }
      const row = host.children[index - first]?.getBoundingClientRect();
      const frame = scroller.getBoundingClientRect();
      if (!row) return;
      if (row.top < frame.top) scroller.scrollTop -= frame.top - row.top;
      else if (row.bottom > frame.bottom) scroller.scrollTop += row.bottom - frame.bottom;
    },
  };
}

/**
 * The part of the page that scrolls the list, or null where only the page itself does.
 *
 * @param {HTMLElement} host
 */
function scrollerOf(host) {
  const scroller = host.closest("[data-scrolls]");
  return scroller instanceof HTMLElement && getComputedStyle(scroller).overflowY === "auto" ? scroller : null;
}
