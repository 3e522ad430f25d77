import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Artifact, ArtifactKind } from '../domain/report.js';
import type { StopFlag } from '../domain/stopFlag.js';
import { writeChunks } from './chunkFile.js';
import { ARTEFACT_NAMES, PLANS_FOLDER } from './names.js';
import type { ParquetTable } from './parquet/names.js';

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

const TABLE_KINDS = { alerts: 'ALERTS_PARQUET', cases: 'CASES_PARQUET' } as const satisfies Record<
  ParquetTable,
  ArtifactKind
>;

/** Writes files chunk by chunk, and notes what each took. */
export class ArtefactFolder {
  readonly artifacts: Artifact[] = [];
  /** As in ReportTimings. */
  readonly milliseconds: Record<string, number> = {};
  readonly #path: string;
  readonly #stop: StopFlag | undefined;
  readonly #syncedLater: boolean;

  /** @param syncedLater as in FilesTask */
  constructor(path: string, stop: StopFlag | undefined, syncedLater = false) {
    this.#path = path;
    this.#stop = stop;
    this.#syncedLater = syncedLater;
    mkdirSync(path, { recursive: true });
  }

  async artefact(kind: keyof typeof ARTEFACT_NAMES, chunks: Chunks): Promise<void> {
    const name = ARTEFACT_NAMES[kind];
    this.artifacts.push({ kind, name, bytes: await this.#write(name, chunks) });
  }

  /** All plans count as one in what each artefact took. */
  async plan(name: string, chunks: Chunks): Promise<void> {
    mkdirSync(join(this.#path, PLANS_FOLDER), { recursive: true });
    this.artifacts.push({
      kind: 'ACTION_PLAN_CSV',
      name,
      bytes: await this.#write(name, chunks, PLANS_FOLDER),
    });
  }

  async table(table: ParquetTable, name: string, chunks: Chunks): Promise<void> {
    mkdirSync(dirname(join(this.#path, name)), { recursive: true });
    const bytes = await this.#write(name, chunks, `${table}.parquet`);
    this.artifacts.push({ kind: TABLE_KINDS[table], name, bytes });
  }

  async file(name: string, chunks: Chunks): Promise<string> {
    await this.#write(name, chunks);
    return join(this.#path, name);
  }

  async #write(name: string, chunks: Chunks, entry = name): Promise<number> {
    const startedAt = performance.now();
    const bytes = await writeChunks(join(this.#path, name), chunks, this.#stop, this.#syncedLater);
    this.milliseconds[entry] = (this.milliseconds[entry] ?? 0) + performance.now() - startedAt;
    return bytes;
  }
}
