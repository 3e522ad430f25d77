import { bytes, count } from '../reports/format.js';

export { bytes, count };

/** A text of a file on one line of a terminal: control characters, which could steer it, are shown as dots. */
export function printable(text: string, width = 60): string {
  const shown = text.replace(/\p{C}/gu, '·');
  const characters = [...shown];
  return characters.length <= width ? shown : `${characters.slice(0, width - 1).join('')}…`;
}

/** Lines of cells in columns; numbers to the right. */
export function table(rows: (string | number)[][], indent = '  '): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cell)));
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column].length))) ?? [];
  return cells
    .map((row, line) => {
      const padded = row.map((cell, column) =>
        typeof rows[line][column] === 'number' ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      );
      return `${indent}${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}
