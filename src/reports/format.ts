/** `1,234,567`; of a whole number. Without Intl, which takes longer to load than all numbers of a report to write. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12.3 MB`; units of 1,000. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const digits = unit === 0 ? 0 : 1;
  return `${(value / 1_000 ** unit).toFixed(digits)} ${units[unit]}`;
}
