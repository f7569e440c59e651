/**
 * Finding and copying pieces of the page. A piece that the template must have is missed loudly.
 */

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function need(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`_canvas.html has no ${selector}`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} name the value of `data-part`
 */
export function part(root, name) {
  return need(root, `[data-part="${name}"]`);
}

/**
 * A fresh copy of what stands in `<template data-template="name">`.
 *
 * @param {ParentNode} root
 * @param {string} name
 */
export function fromTemplate(root, name) {
  const template = need(root, `template[data-template="${name}"]`);
  const copy = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  if (!(copy instanceof HTMLElement)) throw new Error(`template ${name} is empty`);
  return copy;
}

/**
 * Writes only what changed: the page has status regions, and a screen reader would repeat the rest. A text that is
 * there already is changed in place: one that comes and goes makes the browser look at every rule with :has() again.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent === text) return;
  const { firstChild, lastChild } = element;
  if (firstChild instanceof Text && firstChild === lastChild) firstChild.data = text;
  else element.textContent = text;
}

/**
 * Shows or hides an element; the browser styles it anew even if it is told what it knows.
 *
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
export function hide(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * @param {Element | null} element
 * @param {string} name
 * @param {string | boolean} value
 */
export function mark(element, name, value) {
  if (element && element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/**
 * Calls back for clicks on `[data-action]`. A click by hand gives the focus back to the stage, where the keys
 * are; a press by keyboard leaves it where it was.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} stage
 * @param {(action: string, button: HTMLElement) => void} run
 */
export function onAction(root, stage, run) {
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (event.detail > 0 && !button.closest("dialog")) stage.focus({ preventScroll: true });
    run(button.dataset.action ?? "", button);
  });
}
