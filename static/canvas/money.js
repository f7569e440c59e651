/**
 * Money is integer millionths of the currency unit ("micro") and becomes text here, without passing a float.
 */

const MICRO = 1_000_000;

/**
 * @param {number} micro a safe integer
 * @param {string} currency ISO 4217
 * @param {string} language BCP 47
 */
export function formatMicro(micro, currency, language) {
  if (!Number.isSafeInteger(micro)) throw new RangeError(`not an amount in millionths: ${micro}`);
  const usual = new Intl.NumberFormat(language, { style: "currency", currency });
  const places = usual.resolvedOptions().maximumFractionDigits ?? 2;
  // A price may be below one won or one cent: then all its digits are shown rather than a rounded untruth.
  const exact = micro % 10 ** (6 - places) === 0;
  const full = () => new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 6 });
  return (exact ? usual : full()).format(/** @type {Intl.StringNumericLiteral} */ (decimal(micro)));
}

/**
 * An estimate, to the won or the cent: more digits would promise too much.
 *
 * @param {number} micro
 * @param {string} currency
 */
export function roundToUnit(micro, currency) {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const unit = 10 ** (6 - maximumFractionDigits);
  return Math.round(micro / unit) * unit;
}

/** @param {number} micro */
function decimal(micro) {
  const whole = Math.trunc(Math.abs(micro) / MICRO);
  const rest = String(Math.abs(micro) % MICRO).padStart(6, "0");
  return `${micro < 0 ? "-" : ""}${whole}.${rest}`;
}
