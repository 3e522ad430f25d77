import type { Artifact, ArtifactKind } from '../domain/report.js';
import type { ReportRecord } from './types.js';

/** The name of the archive of all artefacts, which is made when somebody asks for it. */
export const BUNDLE_NAME = 'bundle.zip';

/** A file that can be downloaded; `bytes` is null where it is made on demand. */
export interface ReportFile extends Omit<Artifact, 'bytes'> {
  kind: ArtifactKind;
  bytes: number | null;
}

/** All files of a report: its artefacts, the archive of them, and the file that it was made from. */
export function reportFiles({ artifacts, fileName, summary }: ReportRecord): ReportFile[] {
  return [
    ...artifacts,
    { kind: 'BUNDLE_ZIP', name: BUNDLE_NAME, bytes: null },
    { kind: 'ORIGINAL_UPLOAD', name: originalName(fileName), bytes: summary.input.bytes },
  ];
}

/** Not the uploader's own name: it may be that of an artefact, or none that a path can hold. */
function originalName(fileName: string): string {
  return /\.gz$/i.test(fileName) ? 'original.csv.gz' : 'original.csv';
}
