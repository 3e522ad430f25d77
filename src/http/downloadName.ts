import { parse } from 'node:path';

/** File systems allow 255 bytes; an artefact's own name follows, and a browser may number what it has already. */
const LONGEST_STEM = 80;

/** What no header and no file system takes, and what would make a name look like another. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;

/**
 * The name under which a browser keeps a download: that of the uploaded file, `march-summary.json`.
 * @param fileName name of the uploaded file
 * @param artefact path of the artefact; absent for the uploaded file itself
 */
export function downloadName(fileName: string, artefact?: string): string {
  const { name, ext } = parse(fileName.replace(FORBIDDEN, '_'));
  const stem = Array.from(name).slice(0, LONGEST_STEM).join('') || 'report';
  if (artefact === undefined) return `${stem}${ext.slice(0, 16)}`;
  return `${stem}-${artefact.replaceAll('/', '-')}`;
}
